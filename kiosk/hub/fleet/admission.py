"""The technician's page: type the code a panel shows (or come by QR code), compare six digits, place it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kiosk.hub.access import gate, throttle
from kiosk.hub.access.address import client_address
from kiosk.hub.access.models import User
from kiosk.hub.audit.log import record
from kiosk.hub.console.frame import hall_name
from kiosk.hub.console.words import say
from kiosk.hub.fleet import enrolment
from kiosk.hub.fleet.models import Enrolment, Panel
from kiosk.hub.fleet.pages import KEEPERS
from kiosk.hub.fleet.plan_kiosks import plan_kiosks

FAULTS = {
    "code": say(
        "没有找到正在等待的触摸屏。请核对代码；代码 10 分钟内有效，只能使用一次。",
        "No panel is waiting with this code. Check it; a code is good for ten minutes, once.",
    ),
    "name": say("这个名称已被另一台触摸屏使用。", "Another panel has this name already."),
    "root": say(
        "这个大厅还没有签名密钥，请管理员先运行 kiosk hub key。",
        "This hall has no signing keys yet: an administrator has to run kiosk hub key first.",
    ),
    "revoked": say(
        "这台触摸屏的密钥已被停用，请在触摸屏上重新生成。", "The key of this panel was revoked: let it make a new one."
    ),
    "wait": say("尝试次数过多，请稍候再试。", "Too many tries: please wait a little."),
    "form": say("请选择大厅并填写名称。", "Choose the hall and give a name."),
}


@login_required
def enrol(request: HttpRequest) -> HttpResponse:
    """First the code, then the six digits and the place. A code in the address is filled in, and sent by a person."""
    user = cast(User, request.user)
    halls = [hall for hall in gate.halls(user) if gate.may(user, hall.id, *KEEPERS)]
    if not halls:
        gate.refuse(request)
    page: dict[str, Any] = {
        "halls": [(hall.id, hall_name(hall)) for hall in halls],
        "code": (request.POST.get("code") or request.GET.get("code") or "")[:20],
        "given": request.POST,
    }
    if request.method != "POST":
        return render(request, "fleet/enrol.html", page)
    found = _find(request, user, page["code"])
    if isinstance(found, str):
        return render(request, "fleet/enrol.html", page | {"fault": FAULTS[found]}, status=422)
    wanted = request.POST.get("hall") or request.session.get("hall") or halls[0].id
    hall = next((one for one in halls if one.id == wanted), halls[0])
    page |= {
        "enrolment": found,
        "check": enrolment.check(found),
        "hall": hall,
        "kiosks": plan_kiosks(hall.id),
        "groups": sorted(set(Panel.objects.filter(hall=hall).exclude(group="").values_list("group", flat=True))),
    }
    if "confirm" not in request.POST:
        return render(request, "fleet/enrol_place.html", page)
    return _confirmed(request, user, page)


def _find(request: HttpRequest, user: User, code: str) -> Enrolment | str:
    """The enrolment with this code, or the word for why not. Codes that find nothing slow down who sends them."""
    within = timedelta(minutes=10)
    subjects = (
        throttle.Subject("enrol code", user.username, 10, within),
        throttle.Subject("enrol code at", client_address(request), 20, within),
    )
    tried = throttle.attempt(subjects, timezone.now())
    if not tried.allowed:
        return "wait"
    try:
        found = enrolment.find(code, timezone.now())
    except enrolment.EnrolmentError:
        record(user, "fleet.code_refused", address=client_address(request))
        return "code"
    throttle.forgive(tried, *subjects)
    return found


def _confirmed(request: HttpRequest, user: User, page: dict[str, Any]) -> HttpResponse:
    name = request.POST.get("name", "").strip()[:100]
    kiosk_id = request.POST.get("kiosk_id", "")
    if not name or request.POST.get("hall") != page["hall"].id:
        return render(request, "fleet/enrol_place.html", page | {"fault": FAULTS["form"]}, status=422)
    placing = enrolment.Placing(
        page["hall"],
        name,
        request.POST.get("group", "").strip()[:50],
        kiosk_id if kiosk_id in {one for one, _ in page["kiosks"]} else "",
    )
    try:
        panel = enrolment.confirm(page["code"], placing, user, timezone.now())
    except enrolment.EnrolmentError as fault:
        return render(request, "fleet/enrol_place.html", page | {"fault": FAULTS[fault.word]}, status=422)
    messages.success(
        request, say("触摸屏已加入，几秒后即可显示内容。", "The panel is in; it shows its content in seconds.")
    )
    return redirect("panel", hall_id=panel.hall_id, panel_id=panel.id)
