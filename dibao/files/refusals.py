"""Why an uploaded file is turned away, one sentence each; all say what to do with it."""

from dibao.errors import Refused
from dibao.values.words import gettext_noop as _


class FileRefused(Refused):
    """The file is not taken in."""


EMPTY = _("文件是空的：重新拍照或扫描再上传")
TOO_LARGE = _("文件有%(size)s MB，最多%(most)s MB：降低分辨率重新拍照或扫描")
WRONG_KIND = _("只收照片（JPG、PNG、HEIC）和 PDF：拍照，或另存为 PDF 再上传")
NOT_WHAT_IT_SAYS = _("文件内容与扩展名“%(suffix)s”不符：重新拍照或另存为 PDF 再上传")
TOO_MANY_PIXELS = _("图片有%(width)s×%(height)s像素，太大：降低分辨率重新拍照或扫描")
DAMAGED = _("文件已损坏，打不开：重新拍照或扫描再上传")
GAVE_UP = _("打开这个文件超出了限制：重新拍照或扫描再上传")
ENCRYPTED = _("PDF 有密码：取消密码，保存后再上传")
ACTIVE = _("PDF 里有脚本、附件或自动动作：用打印功能另存为 PDF，或拍照再上传")
STRANGE = _("PDF 里混有别的文件：用打印功能另存为 PDF，或拍照再上传")
TOO_MANY_PAGES = _("PDF 有%(pages)s页，最多%(most)s页：分成几个文件上传")
