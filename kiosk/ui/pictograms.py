"""Which pictogram in assets/icons stands for what: kinds of places, turns of a route, departments, themes (no Qt)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.guidance.journey import Turn

#: The icon keys of ``kiosk.guidance.vocabulary`` → files.
PLACES: Mapping[str, str] = {
    "accessible": "accessible",
    "aed": "ecg_heart",
    "atm": "local_atm",
    "baby": "baby_changing_station",
    "baggage": "luggage",
    "bicycle": "pedal_bike",
    "bus": "directions_bus",
    "cafe": "local_cafe",
    "car": "directions_car",
    "cashier": "payments",
    "charging": "charger",
    "children": "child_care",
    "classroom": "school",
    "copier": "print",
    "desk": "desk",
    "emergency": "emergency_home",
    "entrance": "door_front",
    "escalator": "escalator",
    "exhibit": "museum",
    "exit": "logout",
    "fire": "fire_extinguisher",
    "firstaid": "medical_services",
    "food": "restaurant",
    "forms": "edit_document",
    "gate": "door_sliding",
    "hall": "groups",
    "help": "support_agent",
    "info": "info",
    "laboratory": "science",
    "landmark": "star",
    "library": "library_books",
    "lift": "elevator",
    "locker": "luggage",
    "lost": "help_center",
    "machine": "devices",
    "mail": "mail",
    "meeting": "groups",
    "noentry": "block",
    "office": "work",
    "outdoor": "deck",
    "parking": "local_parking",
    "pets": "pets",
    "phone": "call",
    "photo": "photo_camera",
    "place": "location_on",
    "plant": "park",
    "police": "local_police",
    "prayer": "self_improvement",
    "ramp": "ramp_left",
    "room": "meeting_room",
    "seat": "chair",
    "security": "security",
    "shop": "storefront",
    "shower": "shower",
    "smoking": "smoking_rooms",
    "sport": "fitness_center",
    "stairs": "stairs",
    "storage": "inventory_2",
    "ticket": "local_activity",
    "toilet": "wc",
    "toilet_accessible": "accessible",
    "toilet_family": "family_restroom",
    "toilet_men": "man",
    "toilet_women": "woman",
    "train": "train",
    "vending": "shopping_bag",
    "walkway": "directions_walk",
    "water": "local_drink",
    "wifi": "wifi",
    "window": "counter_1",
}

TURNS: Mapping[Turn, str] = {
    Turn.AROUND: "u_turn_left",
    Turn.STRAIGHT: "straight",
    Turn.LEFT: "turn_left",
    Turn.RIGHT: "turn_right",
    Turn.SLIGHT_LEFT: "turn_slight_left",
    Turn.SLIGHT_RIGHT: "turn_slight_right",
    Turn.ELEVATOR: "elevator",
    Turn.STAIRS: "stairs",
    Turn.ESCALATOR: "escalator",
    Turn.RAMP: "ramp_left",
    Turn.ARRIVE: "location_on",
}

KINDS: Mapping[str, str] = {
    "matter": "task",
    "window": "location_on",
    "department": "account_balance",
    "theme": "format_list_numbered",
    "notice": "library_books",
    "place": "location_on",
}

#: What department and theme tables may call an icon besides a file's own name.
NAMED: Mapping[str, str] = {
    "car": "directions_car",
    "house": "home_work",
    "baby": "child_care",
    "family": "family_restroom",
    "ring": "favorite",
    "company": "storefront",
    "retire": "elderly",
    "soldier": "military_tech",
    "farm": "agriculture",
    "leaf": "eco",
    "power": "electric_bolt",
    "health": "health_and_safety",
    "tax": "receipt_long",
    "fund": "savings",
    "police": "local_police",
    "bus": "directions_bus",
}


def place_icon(key: str) -> str:
    """The pictogram of a kind of place."""
    return PLACES.get(key, "location_on")


def named_icon(name: str, otherwise: str) -> str:
    """The pictogram a table asks for: one of our words, or a file's own name; ``otherwise`` when it asks for none."""
    return NAMED.get(name) or PLACES.get(name) or name or otherwise
