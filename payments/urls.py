"""Addresses of the monthly round."""

from django.urls import path

from payments.views import (
    accounts,
    bank_files,
    bank_results,
    batches,
    corrections,
    funds,
    holds,
    ledgers,
    lines,
    owed,
    recoveries,
    steps,
)

app_name = "payments"

urlpatterns = [
    path("batches/", batches.listing, name="batches"),
    path("batches/draw/", batches.draw, name="draw"),
    path("batches/<int:pk>/", batches.detail, name="batch"),
    path("batches/<int:pk>/lines/", lines.lines, name="batch_lines"),
    path("batches/<int:pk>/changes/", lines.changes, name="batch_changes"),
    path("batches/<int:pk>/roster/", lines.roster, name="roster"),
    path("batches/<int:pk>/exceptions/<slug:kind>/", lines.exceptions, name="batch_exceptions"),
    path("batches/<int:pk>/files/new/", bank_files.new, name="bank_file_new"),
    path("batches/<int:pk>/results/new/", bank_results.new, name="result_new"),
    path("batches/<int:pk>/steps/<slug:step>/", steps.step, name="batch_step"),
    path("bank-files/<int:pk>/", bank_files.download, name="bank_file"),
    path("bank-files/<int:pk>/packed/", bank_files.packed, name="bank_file_packed"),
    path("bank-files/<int:pk>/hand-over/", bank_files.hand_over, name="hand_over"),
    path("bank-results/<int:pk>/", bank_results.detail, name="result"),
    path("bank-results/<int:pk>/withdraw/", bank_results.withdraw, name="result_withdraw"),
    path("batches/owed/", owed.owed, name="owed"),
    path("corrections/", corrections.listing, name="corrections"),
    path("households/<int:pk>/payments/", corrections.household, name="household_months"),
    path("ledgers/", ledgers.books, name="ledgers"),
    path("recoveries/", recoveries.listing, name="recoveries"),
    path("recoveries/<int:pk>/", recoveries.detail, name="recovery"),
    path("recoveries/<int:pk>/letter/", recoveries.letter, name="recovery_letter"),
    path("recoveries/<int:pk>/<slug:step>/", recoveries.step, name="recovery_step"),
    path("recovery-entries/<int:pk>/", recoveries.answer, name="recovery_answer"),
    path("households/<int:pk>/recoveries/new/", recoveries.new, name="recovery_new"),
    path("holds/", holds.listing, name="holds"),
    path("holds/<int:pk>/", holds.detail, name="hold"),
    path("holds/<int:pk>/lift/", holds.lift, name="hold_lift"),
    path("households/<int:pk>/holds/new/", holds.new, name="hold_new"),
    path("funds/", funds.listing, name="funds"),
    path("funds/new/", funds.new, name="fund_new"),
    path("funds/<int:pk>/", funds.detail, name="fund"),
    path("accounts/failed/", accounts.failed, name="failed"),
    path("households/<int:pk>/account/", accounts.account, name="account"),
]
