"""English of the texts about undoing lists, to be taken into the catalogue."""

TODO = {
    "超过%(rows)s行的名单，标错的表由系统做，做好后在这里下载。": (
        "Of a list of more than %(rows)s rows the workbook with the errors marked "
        "is made by the system; download it here when it is ready."
    ),
    "名单报告的变化乡镇已经处理，不能撤回。": (
        "The township has already dealt with a change that the list reported, "
        "so the list cannot be undone."
    ),
    "名单里有核对已经结束，全部没有导入。重新检查名单。": (
        "A check in the list has ended, so nothing was imported. Check the list again."
    ),
    "名单里有的结果刚由别人登记，全部没有导入。重新检查名单。": (
        "Somebody else has just recorded an answer in the list, so nothing was "
        "imported. Check the list again."
    ),
    "名单具名的成员后来又办过事，不能撤回。逐人更正。": (
        "A member named by the list has been dealt with since, so the list "
        "cannot be undone. Correct each person."
    ),
    "这种名单写入后不能撤回，逐条更正。": (
        "A list of this kind cannot be undone once it is written. Correct each entry."
    ),
    "名单带进来的家庭后来办过别的事（%(what)s），不能撤回。逐户办理。": (
        "Households that the list brought have been dealt with since "
        "(%(what)s), so it cannot be undone. Deal with each household."
    ),
    "撤回是您申请的，由另一人看过再确认。": (
        "You asked for this to be undone; somebody else looks at it and confirms."
    ),
    "这份名单现在没有检查结果。": "This list has no results of a check now.",
    "标错的表正在做，做好了在这里下载。": (
        "The workbook with the errors marked is being made; download it here when it is ready."
    ),
    "标出名单的错误 %(name)s": "Mark the errors of the list %(name)s",
    "名单刚才重新检查过，再做一次。": (
        "The list has just been checked again. Ask for the workbook once more."
    ),
    "这份名单没有中断的步骤，刷新后再看。": "No step of this list has broken off. Reload the page.",
    "这一步由%(name)s确认，由他再办一次。": "%(name)s confirmed this step and begins it again.",
    "名单里的不同都不随导入修改，没有要写入的。按每一处说明的办法办理，再取消这次导入。": (
        "None of the differences is changed by an import, so there is nothing "
        "to write. Deal with each as its line says, then cancel this import."
    ),
    "申请撤回名单": "Asked to undo a list",
    "恢复名单改过的内容": "Restored what a list had changed",
    "再办一次中断的步骤": "Began a broken-off step again",
    "标出名单的错误": "Marked the errors of a list",
    "名单不撤回": "Left a list as it was written",
    "确认撤回名单": "Confirmed undoing a list",
    "撤回名单": "Undo the list",
    "撤回成员具名": "Took back the naming of a member",
    "撤回变化报告": "Took back a report of a change",
    "写清哪里错了，确认的人要看。": "Say what is wrong; whoever confirms reads it.",
    "信息核对结果": "Results of economic checks",
    "这个身份证号不在这个案号的核对人员里：核对号码和案号": (
        "This ID number is of nobody whom the check of this case is about: "
        "compare the number and the case number"
    ),
    "姓名与登记的不同：核对是不是同一个人": (
        "The name differs from the register: find out whether it is the same person"
    ),
    "本县没有这个案号的核对，或者已经结束：核对案号": (
        "This county has no check under way with this case number: compare the case number"
    ),
    "这个案号的核对还没有启动：启动后再导": (
        "The check of this case has not been started: start it, then import again"
    ),
    "与第%(row)s行说的是同一项，结果不同：留下一行": (
        "It says the same as row %(row)s with another result: leave one row"
    ),
    "已有结果不改：当事人有异议的，申请复查": (
        "An answer that is there is not changed: whoever objects asks for another check"
    ),
    "名单改过的内容后来又改过，不能撤回。逐户更正。": (
        "What the list changed has been changed again since, so it cannot be "
        "undone. Correct each household."
    ),
    "名单没有撤回。": "The list was not undone.",
    "名单已撤回，它写入的内容都恢复到写入以前。": (
        "The list was undone; everything it wrote is as it was before."
    ),
    "标错的表做好了，在名单的页面上下载。": (
        "The workbook with the errors marked is ready; download it on the page of the list."
    ),
    ("report", "已撤回"): "Taken back",
    "原因的出处": "Source of the reason",
    "标出错误的表": "Workbooks with the errors marked",
    "申请撤回人": "Undoing asked for by",
    "申请撤回日期": "Undoing asked for on",
    "确认撤回人": "Undoing confirmed by",
    "做一份有错的行，标出每一处": "Make a workbook of the wrong rows, each error marked",
    "做一份全部行，标出每一处": "Make a workbook of all rows, each error marked",
    "名单撤回": "List undone",
    "待确认撤回": "Undoing to be confirmed",
    "正在撤回": "Being undone",
    ("import", "已撤回"): "Undone",
    "申请撤回": "Ask to undo",
    "确认撤回": "Confirm undoing",
    "不撤回": "Do not undo",
    "有一份名单正在撤回，撤回办完以后再编制批次。": "A list is being undone. Draw the batch once that is done.",
    "%(month)s的发放批次已经用了这份名单，不能撤回。先作废批次，或逐户办理变更。": (
        "The payment batch of %(month)s has used this list, so it cannot be "
        "undone. Void the batch first, or change each household."
    ),
    "这一步中断了，什么都没有写入，可以再办一次。": (
        "This step broke off and nothing was written. It can be begun again."
    ),
    "再办一次": "Begin again",
    "没有撤回": "Not undone",
    "名单已撤回": "The list is undone",
    "它写入的内容都恢复到写入以前，同一份名单可以再导。": (
        "Everything it wrote is as it was before; the same list can be imported again."
    ),
    "%(name)s申请撤回这份名单：%(reason)s": "%(name)s asks for this list to be undone: %(reason)s",
    "撤回后，名单带进来的家庭销户、待遇取消，改过的内容恢复原样；撤回的记录保留。": (
        "Undoing closes the households that the list brought, takes their "
        "benefits back and restores what it changed; the record of it stays."
    ),
    "等另一人看过、确认撤回。": "Waiting for somebody else to look at it and confirm.",
    "撤回这份名单": "Undo this list",
    "名单导错了的，发放批次用到以前可以整份撤回，由另一人确认。": (
        "A list imported by mistake can be undone as a whole until a payment "
        "batch has used it; somebody else confirms."
    ),
}
