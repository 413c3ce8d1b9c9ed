"""Names as a county's register has them: common surnames often, rare ones now and then, given names by generation."""

from itertools import accumulate

from dibao.demo.dice import Dice

# Rough weights per ten thousand; the tail holds surnames whose readings or characters trip software up.
_SURNAMES = (
    "王700 李690 张650 刘540 陈450 杨310 黄250 赵220 吴220 周220 徐160 孙150 马120 朱120 胡130 郭110 何110 "
    "林90 罗100 高90 郑80 梁80 谢80 宋80 唐80 许70 邓70 冯60 韩60 曹60 曾60 彭70 萧30 蔡50 潘60 田60 董50 "
    "袁60 于50 余70 叶50 蒋60 杜60 苏40 魏50 程60 吕50 丁50 沈40 任40 姚40 卢40 傅30 钟40 姜40 崔30 谭50 廖40 "
    "范50 汪60 陆30 金40 石40 戴40 贾30 韦20 夏50 邱40 方50 侯30 邹50 熊60 孟30 秦40 白30 江40 阎20 薛30 尹30 "
    "段30 雷50 黎30 史30 龙40 陶30 贺40 顾30 毛30 郝20 龚50 邵30 万40 钱20 严30 覃20 武20 莫20 孔20 向20 汤30 "
    "柳20 喻20 涂20 占10 饶10 阮10 单6 仇5 解5 查5 区3 朴2 盖2 缪4 翟6 尉2 佘4 隗2 逄2 亓2 昝2 郇2 妫1 欧阳8 "
    "上官2 司马2 诸葛2 尉迟1 夏侯1 皇甫1 "
)
_PAIRS = [(item.rstrip("0123456789"), item) for item in _SURNAMES.split()]
_NAMES = [name for name, _ in _PAIRS]
_SUMS = list(accumulate(int(item[len(name) :]) for name, item in _PAIRS))

# By the decade of birth: characters that were given then. Two drawn make a name; now and then one alone does.
_GIVEN = {
    ("male", 1900): "德福贵生财金银山根发春水明清元兴富有才庆喜长寿昌林木火土连云正大天",
    ("female", 1900): "秀英兰桂珍凤香玉莲菊梅花翠云素芝巧娥银枝桃姣细女腊容贞淑",
    ("male", 1950): "建国军强平勇华明志文新胜利民爱红卫东忠义宏伟永刚松友祥保望进学光",
    ("female", 1950): "秀英红丽华芳玲梅春桂霞萍艳琴珍玉凤兰爱莲荣美娟云平香桃腊冬先",
    ("male", 1980): "伟磊鹏超杰涛波斌辉亮俊龙飞浩凯峰洋勇强军威健旭东文海林祥",
    ("female", 1980): "婷静丽敏娟艳芳燕红霞玲娜莉颖洁雪琴琳倩丹萍晶欣慧蓉",
    ("male", 2000): "浩宇轩子涵博文俊杰天翔睿晨明哲家豪志远思嘉毅鑫阳喆堃",
    ("female", 2000): "欣怡梓涵雨婷思佳琪诗悦子萱雅静文慧嘉语晴可馨梦瑶婧",
}
_DECADES = (2000, 1980, 1950, 1900)
# Characters outside the common set, which fonts and old code pages lack.
_RARE = "䶮犇骉焱淼垚甪堃"
_RARE_IN = 1500
_PAIRS_OF_A_GENERATION = 90


def surname(chance: Dice) -> str:
    return chance.choices(_NAMES, cum_weights=_SUMS)[0]


def given_name(chance: Dice, sex: str, year: int) -> str:
    """One or two characters in the fashion of the year of birth."""
    decade = next(first for first in _DECADES if year >= first or first == _DECADES[-1])
    if chance.randrange(_RARE_IN) == 0:
        return chance.choice(_RARE)
    return chance.choice(_NAMES_OF[sex, decade])


def _popular(sex: str, decade: int) -> list[str]:
    """The names of one generation: a few hundred that come again and again, some of one character."""
    pool, dice = _GIVEN[sex, decade], Dice("names", sex, decade)
    pairs = sorted({"".join(dice.choices(pool, k=2)) for _ in range(_PAIRS_OF_A_GENERATION)})
    return [*pairs, *pool]


_NAMES_OF = {key: _popular(*key) for key in _GIVEN}
