"""English of what lists out say, to be taken into the catalogue."""

TODO = {
    ("between the parts of a filter", "，"): ", ",
    "%(field)s：%(value)s": "%(field)s: %(value)s",
    "案件名单": "Cases",
    "入户调查名单": "Home visits",
    "异议和投诉举报登记": "Objections, reports and complaints",
    "家庭变化报告登记": "Reports of changes in families",
    "救助线索登记": "Leads to families in need",
    "成员待具名的户": "Households with members to be named",
    "迁移和分并户登记": "Moves, splits and mergers",
    "要用表格软件打开的选 Excel：身份证号和账号一位不少。CSV 里像数字的文字前面有一个单引号。": (
        "To open it in a spreadsheet program choose Excel: ID and account numbers keep every digit. In CSV a text that "
        "looks like a number has a single quote before it."
    ),
    "完整名称": "Full name of the place",
    "启用": "Active",
    "上次登录": "Last login",
    "到任日期": "First day in post",
    "要上班": "Worked",
    "现名": "Name today",
    "行数超过一张工作表能放的。缩小范围，或改成CSV。": (
        "There are more rows than a sheet can hold. Choose a smaller area, or CSV."
    ),
    "抽查登记": "Inspections",
    "抽查入户名单": "Families visited by inspections",
    "抽查整改名单": "Rectifications of inspections",
    "发放批次名单": "Payment batches",
    "银行退回名单": "Payments returned by the bank",
    "缓发名单": "Holds",
    "追回名单": "Recoveries",
    "银行结果争议名单": "Disputes about bank results",
    "资金登记簿": "Register of funds",
    "收款账户变更名单": "Changes of accounts",
    "网上申请登记": "Online applications",
    "批量转介登记": "Referrals sent as one act",
    "定期核查名单": "Re-checks due",
    "少发和多发名单": "Paid too little or too much",
    "应补发名单": "Back pay owed",
    "先选名单，再选地区、月份和列。从各页的“导出名单”进来的，带着那一页的条件。": (
        "Choose a list first, then area, month and columns. From the link on a list's own page the filter of that page "
        "comes along."
    ),
    "按来时页面的条件：": "As filtered on the page you came from: ",
}
