"""The hidden key that every state-changing form carries."""

import uuid

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dibao.idempotency import FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def idempotency_key(context: Context) -> SafeString:
    """A fresh key, or the one that came with a form now shown again with its errors."""
    request = context.get("request")
    sent = request.POST.get(FIELD, "") if request else ""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, sent or uuid.uuid4())
