"""Why a file is turned away, one sentence each."""

from dibao.errors import Refused
from dibao.values.words import gettext_noop as _


class SheetRefused(Refused):
    """The file cannot be read as a table; the sentence says what to do with it."""


TOO_LARGE = _("文件有%(size)s MB，最多%(most)s MB：分成几个文件上传")
WRONG_KIND = _("只能上传 .xlsx、.xls、.et 或 .csv 文件")
MACROS = _("文件里有宏：另存为不含宏的 .xlsx 再上传")
ENCRYPTED = _("文件有密码：取消密码，保存后再上传")
NOT_WHAT_IT_SAYS = _("文件内容与扩展名 %(suffix)s 不符：用 WPS 或 Excel 打开，另存为 .xlsx 再上传")
DAMAGED = _("文件已损坏，打不开：用 WPS 或 Excel 打开，另存为 .xlsx 再上传")
OUTSIZED = _("文件解压后太大：只留要导入的工作表，另存为 .xlsx 再上传")
STRANGE = _("文件里有表格以外的内容：把数据复制到新的表格，另存为 .xlsx 再上传")
TOO_MANY_ROWS = _(
    "工作表“%(sheet)s”到第%(rows)s行，最多%(most)s行：删去多余的行，或分成几个文件上传"
)
TOO_MANY_COLUMNS = _("工作表“%(sheet)s”有%(columns)s列，最多%(most)s列：删去多余的列再上传")
GAVE_UP = _("读这个文件超出了限制，可能有一格离数据太远：删去多余的行和列，另存为 .xlsx 再上传")
NO_ROWS = _("文件里没有数据")
TWO_SHEETS = _("文件里有两张有内容的工作表（“%(first)s”和“%(second)s”）：只留要读的一张，再上传")
NO_SUCH_SHEET = _("文件里没有工作表“%(sheet)s”")
UNREADABLE_TEXT = _("文件的编码认不出：用 WPS 或 Excel 打开，另存为 .xlsx 再上传")
