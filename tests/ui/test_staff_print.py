"""Staff print a test slip: said while it prints, and whether it came out; not offered where there is no printer."""

# ruff: noqa: F811

from __future__ import annotations

from collections.abc import Callable

from ui.ticket_desk import Customer, _panel, customer  # noqa: F401

from kiosk.ui.staff_parts import PART, StaffParts
from kiosk.ui.ticket_ports import DESK, SCANS
from kiosk.visit.staff_pin import PinLock


def behind_the_pin(customer: Customer, print_slip: Callable[[Callable[[bool], None]], None] | None) -> None:
    parts = StaffParts(PinLock("", customer.clock), print_slip=print_slip)
    customer.screens.rehearse({PART: parts, DESK: customer.desk, SCANS: customer.scans})
    customer.go("staff")
    customer.model.admit()
    customer.wait()


def test_a_test_slip_is_printed_once_at_a_time(customer: Customer) -> None:
    waiting: list[Callable[[bool], None]] = []
    behind_the_pin(customer, waiting.append)
    customer.touch("打印测试小票")
    customer.touch("打印测试小票")
    assert len(waiting) == 1
    assert "正在打印" in customer.model.property("lead")
    waiting[0](False)
    assert "没有打出来" in customer.model.property("lead")
    assert "没有打出来" in customer.ears.said[-1]
    customer.touch("打印测试小票")
    waiting[1](True)
    assert "打出来了" in customer.model.property("lead")
    customer.touch("日志")
    customer.touch("运行状况")
    assert "打出来了" not in customer.model.property("lead"), "it is said once"


def test_without_a_printer_nothing_is_offered(customer: Customer) -> None:
    behind_the_pin(customer, None)
    assert "打印测试小票" not in customer.names()
    customer.model.act("print")
    assert "打印" not in customer.model.property("lead")


def test_staff_who_try_the_volume_take_nobodys_ticket_away(customer: Customer) -> None:
    behind_the_pin(customer, None)
    customer.model.turnTo("sound")
    customer.model.act("volume-2")
    assert customer.desk.acts == []
    customer.touch("重新开始")
    assert customer.desk.acts == ["leave"]
