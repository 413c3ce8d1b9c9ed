"""Which village's collection sheet to hand out, and a sheet that came back."""

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.checks import CheckFileForm
from dibao.forms import PlainForm, field_of
from dibao.models.area import Area
from dibao.models.staff import Staff


class CollectionForm(PlainForm):
    """One village of the township, or all of them."""

    village = AreaFilterField(label=_("村"))

    def __init__(self, data: QueryDict | None = None, *, staff: Staff) -> None:
        super().__init__(data, auto_id="collect_%s")
        self._township = staff.posting.area
        field_of(self, "village", AreaFilterField).offer(staff)

    @property
    def place(self) -> Area:
        """The village that was asked for, else the township; what cannot be read is no village."""
        self.is_valid()
        return self.cleaned_data.get("village") or self._township


class CollectionSheetForm(CheckFileForm):
    """A collection sheet that came back; what is in it is for the reading to say."""

    def __init__(
        self, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile] | None = None
    ) -> None:
        super().__init__(data, files)
        self.fields["file"].label = _("填好的账户采集表")
