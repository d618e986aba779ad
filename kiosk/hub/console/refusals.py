"""Pages that say no: what was not allowed, what is not there, what went wrong, always with a sentence and a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kiosk.hub.console.words import said
from kiosk.hub.live import answers


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person's role does not reach this far."""
    return refusal(
        request,
        403,
        said("这一页不在您的权限内", "This page is not part of your role"),
        said("如工作需要，请联系大厅负责人为您添加角色。", "If your work needs it, ask the hall manager for the role."),
    )


def forbidden_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from one of our pages, or from one that was open for too long."""
    return refusal(
        request,
        403,
        said("这张表单已经失效", "This form is no longer valid"),
        said(
            "请返回上一页，刷新后再试一次。没有任何内容被更改。",
            "Go back, reload the page and try again. Nothing was changed.",
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return refusal(
        request,
        404,
        said("没有找到这一页", "There is no such page"),
        said("它可能已被移走或删除。", "It may have been moved or deleted."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; says so and touches no database."""
    title = said("系统出了问题", "Something went wrong here")
    words = said("请稍后再试；如仍不行，请联系技术人员。", "Please try again; if it stays, call a technician.")
    page = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{words}</p>'
    )
    return HttpResponse(page, status=500)


def refusal(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    """A page of two sentences in the common frame; for a machine, JSON (docs/wire.md)."""
    if request.path_info.startswith("/api/"):
        word = {404: "unknown"}.get(status, "form")
        return JsonResponse(answers.refusal(word), status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, "console/refusal.html", {"title": title, "words": words}, status=status)
