"""English of the interface for agencies' systems and of its tokens."""

TEXTS = {
    "没有代码是“%(code)s”的项目。": ("There is no benefit with the code “%(code)s”."),
    "接口 %(system)s": "Interface: %(system)s",
    "列出转来的": "List referrals",
    (
        "按编号从小到大，一页一页地列。身份证号、残疾证号和诊断不在列表里，一件一件地取。"
        "办结以后过了查看期的不再列出。"
    ): (
        "By rising key, page by page. ID numbers, numbers of disability cards and diagnos"
        "es are not in the list; they are read one referral at a time. What is closed is "
        "listed until its days of viewing are over."
    ),
    "取一件": "Get a referral",
    "约定的情况都在里面。每取一次，这户的查阅记录里就有一条。": (
        "With everything that was agreed on. Each time leaves a line in the family's log of reads."
    ),
    "从这天起算办结期限。这户已经不享受低保的，不能受理。": (
        "The days for delivery count from today. Refused where the family is no longer in benefit."
    ),
    "登记办理": "Record a delivery",
    "一次办完，或者分几次办。数量和金额都不能超过转来的。": (
        "All at once or in parts. Neither quantity nor money may exceed what was asked for."
    ),
    "答复不能办理": "Answer that it cannot be given",
    "原因乡镇和家庭都看得到。": "Township and family read the reason.",
    "转其他单位": "Pass on to another agency",
    "还没有受理的，可以转到别的单位的项目。": (
        "What is not accepted yet may be passed on to a benefit of another agency."
    ),
    "低保转介接口": "Interface for dibao referrals",
    "成员单位自己的系统用它接收和答复转介。句子的语言按请求头 Accept-Language。": (
        "Member agencies' own systems receive and answer referrals by it. Sentences are i"
        "n the language of the header Accept-Language."
    ),
    "只要这个状态的": "Only those with this status",
    "只要这一天（含）以后转来、受理、办理或者办结的": (
        "Only those asked for, accepted, given or closed on this day or later"
    ),
    "从这个编号之后接着列": "Go on after this key",
    "一页几件": "How many on a page",
    "数量，按项目的计量单位": "Quantity, in the unit of the benefit",
    '金额，元；不涉及金额的写 "0"': ('Money in yuan; "0" where the benefit is no money'),
    "费用由谁承担": "Whose money it was",
    "凭证，如票据号": "Evidence, such as the number of a receipt",
    "全部办完；分几次办的，前几次写 false": (
        "Whether this is the last part; false for those before it"
    ),
    "不能办理的原因": "Why it cannot be given",
    "原因说明；原因是 other 的必须写": ("The reason in words; needed where it is other"),
    "转到哪个项目，写项目代码": "To which benefit, by its code",
    "为什么转": "Why it is passed on",
    "项目代码": "Code of the benefit",
    "项目名称": "Name of the benefit",
    "计量单位": "Unit",
    "是否在校": "Whether at school",
    "金额，元": "Money in yuan",
    "凭证": "Evidence",
    "转介的编号": "Key of the referral",
    "办结期限": "To be delivered by",
    "为什么没有办，或者没有办完": "Why nothing, or nothing more, is given",
    "办结后到哪一天（含）还能查看": ("The last day on which it is seen after it is closed"),
    "已办数量": "Quantity given",
    "已办金额，元": "Money given, in yuan",
    "转介时的低保类别": "Class of the family when it was referred",
    "需要什么": "What is needed",
    "一共最多多少元；null 是不涉及金额": (
        "The most in all, in yuan; null where the benefit is no money"
    ),
    "转介日期": "Day of the referral",
    "约定告诉本单位的情况": "What was agreed to be told to this agency",
    "每一次办理": "Each delivery",
    "转介": "Referral",
    "下一页的 after；null 是没有了": ("The after of the next page; null where there is none"),
    "string，最多%(most)s个字": "string of at most %(most)s characters",
    "令牌不能发给自己。": "Nobody hands a token to themselves.",
    "令牌只发给成员单位的任职。": ("Tokens are for postings to member agencies only."),
    "这个任职已经结束。": "This posting is over.",
    "有效期从今天起，最长365天。": "Valid from today on, for 365 days at most.",
    "这个系统已经有一个令牌。先作废它，再发新的。": (
        "This system has a token already. Revoke that first, then hand out a new one."
    ),
    "这个令牌已经作废。": "This token is revoked already.",
    "作废这个令牌": "Revoke this token",
    "作废以后，用它的系统马上进不来，也不能恢复。": (
        "From then on its system is locked out, at once and for good."
    ),
    "成员单位": "Member agency",
    "代表谁": "Acts as",
    "令牌已经发放": "The token is handed out",
    "地址里有控制字符。": "The address contains control characters.",
    "这一步不用内容。": "This step takes no body.",
    "这个地址只接受%(method)s。": "This address takes %(method)s only.",
    "没有这一件，或者不是转给您单位的。": (
        "There is no such referral, or it was not sent to your agency."
    ),
    "请求头 %(name)s 写一个UUID，每办一件换一个；重发时用原来的。": (
        "Give a UUID in the header %(name)s, a new one for each thing done and the same o"
        "ne when sending again."
    ),
    "内容最多%(most)d个字节。": "A body has at most %(most)d bytes.",
    "内容类型写 %(type)s。": "The content type is %(type)s.",
    "内容不是JSON（UTF-8编码，同一项只写一次，没有NaN）。": (
        "The body is not JSON (in UTF-8, each member once, no NaN)."
    ),
    "没有这个地址。": "There is no such address.",
    "为什么没有办（RFC 9457）。程序看 code，人看 detail。": (
        "Why nothing was done (RFC 9457). Programs go by code, people read detail."
    ),
    "一个UUID，每办一件换一个；重发时用原来的，只办一次。": (
        "A UUID, a new one for each thing done; sent again with the same one it is done once."
    ),
    "不是能读懂的JSON": "Not readable as JSON",
    "缺少防重复编号": "No idempotency key",
    "没有出示令牌": "No token was shown",
    "没有这个令牌": "No such token",
    "令牌已经到期或作废": "The token has expired or is revoked",
    "任职已经结束": "The posting is over",
    "岗位不能办理": "Not permitted to this post",
    "没有这一件": "No such thing",
    "这个地址不接受这种请求": "The address does not take this method",
    "现在的状态不能这样办": "Not possible in the present state",
    "没有办": "Not done",
    "内容太大": "The body is too large",
    "内容类型不对": "Wrong content type",
    "有的内容没有填对": "Something is not filled in correctly",
    "防重复编号已经用过": "The idempotency key was used before",
    "试的次数太多": "Too many tries",
    "内容要是一个JSON对象。": "The body has to be a JSON object.",
    "没有这一项": "There is no such member",
    "必须有": "Required",
    "有的内容没有填对，没有办。": ("Something is not filled in correctly; nothing was done."),
    "只写一次": "Say it once",
    "没有这个令牌。核对一下，或者找县民政局要新的。": (
        "There is no such token. Check it, or ask the county's civil affairs bureau for a new one."
    ),
    "这个令牌已经到期或作废。找县民政局要新的。": (
        "This token has expired or is revoked. Ask the county's civil affairs bureau for a new one."
    ),
    "发这个令牌时的任职已经结束。找县民政局要新的。": (
        "The posting that this token was handed out to is over. Ask the county's civil af"
        "fairs bureau for a new one."
    ),
    "请求要带令牌：Authorization: Bearer 令牌。": (
        "A request shows its token: Authorization: Bearer TOKEN."
    ),
    "写成年月日，如 2008-08-05": ("Write year, month and day, as in 2008-08-05"),
    "写成文字，不带控制字符": "Write text without control characters",
    "写代码，只有小写字母、数字、横线和下划线": (
        "Write a code of small letters, figures, hyphens and underscores"
    ),
    "写整数": "Write a whole number",
    "写 true 或者 false": "Write true or false",
    "最多%(most)d个字": "At most %(most)d characters",
    "从这些里选一个：%(words)s": "Choose one of these: %(words)s",
    '写成带引号的数，最多两位小数，整数部分最多%(digits)d位，如 "120.50"': (
        "Write a number in quotes with two places and %(digits)d whole digits at most, as"
        ' in "120.50"'
    ),
    "写%(least)d到%(most)d之间的整数": ("Write a whole number from %(least)d to %(most)d"),
    "发放接口令牌": "Handed out an interface token",
    "作废接口令牌": "Revoked an interface token",
    "这个防重复编号已经用在别的内容上。换一个编号。": (
        "This idempotency key was used with another body. Use a new one."
    ),
    "系统名称": "Name of the system",
    "发放日期": "Handed out on",
    "有效期至": "Valid to",
    "最近使用": "Last used",
    "接口令牌": "Interface tokens",
    "发放人": "Handed out by",
    "从您这个网络一小时内试错了%(most)d次，过%(minutes)d分钟再试。": (
        "%(most)d wrong tries came from your network within an hour. Try again in %(minut"
        "es)d minutes."
    ),
    "这个令牌只在这里显示一次。现在抄下来，交给对方管系统的人；丢了只能作废，再发新的。": (
        "This token is shown here and never again. Copy it now and give it to whoever kee"
        "ps the agency's system; one that is lost is revoked and a new one handed out."
    ),
    "记下了，回到列表": "Copied; back to the list",
    (
        "用它的系统替%(agency)s的%(holder)s收和答复转介，到 %(da"
        "y)s 为止；这个人的任职结束，令牌也就不能用了。"
    ): (
        "Its system receives and answers referrals for %(holder)s of %(agency)s until %(d"
        "ay)s; when that posting ends, so does the token."
    ),
    "系统接口": "Interface for systems",
    "本单位有自己的系统的，可以让它直接收和答复转介。把这一页交给写系统的人。": (
        "An agency with a system of its own may let that receive and answer referrals. Gi"
        "ve this page to whoever writes it."
    ),
    "接口文档（OpenAPI 3.1）": "The interface as a document (OpenAPI 3.1)",
    "令牌": "Token",
    "找县民政局的系统管理员要。每个系统一个，最长一年；泄露了马上请他作废。": (
        "From the administrator of the county's civil affairs bureau, one for each system"
        ", for a year at most. If it leaks, have it revoked at once."
    ),
    "规矩": "Rules",
    ("内容是JSON（UTF-8）。数量和金额是字符串，最多两位小数；日期写成 2008-08-05。"): (
        "Bodies are JSON in UTF-8. Quantities and money are strings with two places at mo"
        "st; days are written as 2008-08-05."
    ),
    ("没有办的，回答里有一个不变的代码和一句话；句子的语言按请求头 Accept-Language。"): (
        "What was not done is answered with a code that stays and a sentence, in the lang"
        "uage of the header Accept-Language."
    ),
    "只看得到转给本单位的、约定好的内容。每看一户，这户的查阅记录里就有一条。": (
        "Only what was sent to this agency and agreed on is seen. Each look at a family l"
        "eaves a line in its log of reads."
    ),
    "地址里的条件": "Conditions in the address",
    "发来的内容": "Body",
    "回答": "Answer",
    "没有办的代码": "Codes of what was not done",
    "意思": "Meaning",
    "每个请求带请求头 <code>%(header)s</code>。": (
        "Every request carries the header <code>%(header)s</code>."
    ),
    (
        "每个POST再带请求头 <code>%(header)s</code>，写一个U"
        "UID，每办一件换一个。没收到回答就用原来的再发，只办一次，回答一样。"
    ): (
        "Every POST also carries the header <code>%(header)s</code> with a UUID, a new on"
        "e for each thing done. If no answer arrives, send it again with the same one: it"
        " is done once and answered alike."
    ),
    "类型": "Type",
}
