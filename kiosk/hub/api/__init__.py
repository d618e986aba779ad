"""The machine side (django-ninja): enrolment, tokens, reports, orders; described at /api/openapi.json."""
