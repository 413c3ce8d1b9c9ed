"""The state of the chains over traces and histories."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dibao import chains
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.models.audit_chain import ChainCheck
from dibao.permissions import Permission as P
from oversight.pages.chains import alarms, chain_table, check_facts, names_of


@require_safe
def state(request: StaffRequest) -> HttpResponse:
    """The last block of each chain of the posting, the last verification, and where the heads lie."""
    require(request.user, P.AUDIT_VIEW)
    own = chains.chains_within(request.user.posting.area)
    check = ChainCheck.objects.order_by("-pk").first()
    faults = [fault for fault in (check.faults if check else []) if fault["chain"] in own]
    names = names_of(own)
    now = timezone.now()
    context = {
        "table": chain_table(chains.last_blocks(own), names, faults),
        "facts": check_facts(check, str(chains.heads_path(timezone.localdate()))),
        "alarms": alarms(faults, names, check=check, waiting=chains.waiting_since(), now=now),
    }
    return render(request, "oversight/chains.html", context)
