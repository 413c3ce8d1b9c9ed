"""English for the shapes of lists: msgid -> msgstr."""

TODO = {
    "名单里有成员已经具名或离开，全部没有导入。重新检查名单。": (
        "A member on the list has been named or has left since, so nothing was imported. Check the "
        "list again."
    ),
    "死亡人员名单": ("List of deaths"),
    "火化人员名单": ("List of cremations"),
    "火化日期%(day)s": ("Cremated on %(day)s"),
    "死亡已经报告过：乡镇办理时核对日期": (
        "The death was reported before: the township checks the date when it deals with it"
    ),
    "本县登记的这个身份证号不是这个姓名：核对姓名和身份证号": (
        "This county has the ID number under another name: check name and ID number"
    ),
    "死亡日期": ("Date of death"),
    "成员名单（一人一行）": ("List of members (one row a person)"),
    "这户的成员都已具名：增加成员在这一户里办理": (
        "All members of this household are named: add a member in the household itself"
    ),
    "与登记的户主不是同一个身份证号：核对户主的身份证号": (
        "Not the ID number of the head on the register: check the head's ID number"
    ),
    "这户的案件已提出初审意见，成员不能再改：县里退回或办结以后再导": (
        "An opinion was given on this household's case, so its members stay: import once the county"
        " has returned or closed it"
    ),
    "这个村没有户主叫“%(head)s”的家庭：核对姓名和村，或先导入花名册": (
        'The village has no household whose head is called "%(head)s": check name and village, or '
        "import the roster first"
    ),
    "这个村有%(count)s户的户主叫“%(head)s”：加一列“户主身份证号”，填上再导": (
        'The village has %(count)s households whose head is called "%(head)s": add a column 户主身份证号 '
        "with the head's ID number"
    ),
    "这户有人享受、有人不享受：加一列“是否保障对象”，填是或否再导": (
        "Some of this household are covered and some are not: add a column 是否保障对象 with 是 or 否"
    ),
    "这户没有这样的成员等着具名：核对是否保障对象，变化在这一户里办理": (
        "Nobody like this waits for a name in the household: check whether they are covered; "
        "changes are made in the household itself"
    ),
    "在这一户里更正姓名": ("Correct the name in the household"),
    "本县没有户主是这个身份证号的家庭：核对号码，或先导入花名册": (
        "The county has no household whose head has this ID number: check the number, or import the"
        " roster first"
    ),
    "标题": ("Title"),
    "不是本县登记在册的人": ("Not on this county's register"),
    "这户没有正在享受的低保": ("The household is not in benefit"),
    "没有死亡日期，也没有火化日期：至少填一个": (
        "Neither a date of death nor of cremation: fill in one of them"
    ),
    "%(day)s还没有到：核对日期": ("%(day)s has not come yet: check the date"),
    "%(day)s早于出生日期：核对日期和身份证号": (
        "%(day)s is before the date of birth: check the date and the ID number"
    ),
    "%(day)s早于死亡日期：核对两个日期": ("%(day)s is before the date of death: check both dates"),
    "不知道“%(text)s”是什么关系：填户主、配偶、子、女、父亲、母亲、孙子、孙女、其他亲属等": (
        '"%(text)s" is no relation that is known: write 户主, 配偶, 子, 女, 父亲, 母亲, 孙子, 孙女, 其他亲属 or the '
        "like"
    ),
    "与身份证号第17位表示的性别不同：核对性别和身份证号": (
        "Not the sex that the 17th digit of the ID number says: check sex and ID number"
    ),
    "%(townships)s都有“%(village)s”：前面写上乡镇，如%(township)s%(village)s": (
        '%(townships)s each have a "%(village)s": write the township before it, as in '
        "%(township)s%(village)s"
    ),
    "导入区划表": ("Areas loaded"),
    "导入节假日表": ("Holidays loaded"),
    "第%(row)s行%(header)s：%(said)s": ("Row %(row)s, %(header)s: %(said)s"),
    "第%(row)s行与第%(first)s行是同一天：只留一行": (
        "Rows %(row)s and %(first)s are the same day: keep one"
    ),
}
