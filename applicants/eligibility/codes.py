"""The closed lists that facts, terms and verdicts speak in.

Keys are our own snake_case words; labels are the Chinese of the glossary. The
labels are marked for the message catalogue only: a page translates them when
it prints them, the rules never do.
"""

from enum import StrEnum
from typing import Self


def gettext_noop(text: str) -> str:
    """Mark a label for makemessages without importing Django."""
    return text


_ = gettext_noop


class Code(StrEnum):
    """A key with its Chinese label; equal to, stored as and printed as the key."""

    _value_: str
    label: str

    def __new__(cls, key: str, label: str) -> Self:
        code = str.__new__(cls, key)
        code._value_ = key
        code.label = label
        return code

    @classmethod
    def of(cls, key: str) -> Self:
        """The code with a key; raises LookupError for a word that is none."""
        for code in cls:
            if code == key:
                return code
        raise LookupError(f"{key} is no {cls.__name__}")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of key and label in the order of definition, for form and model fields."""
        return [(code.value, code.label) for code in cls]


class Sex(Code):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class LabourCapacity(Code):
    FULL = "full", _("有劳动能力")
    PARTIAL = "partial", _("部分丧失劳动能力")
    LOST = "lost", _("完全丧失劳动能力")
    NONE = "none", _("无劳动能力")


class Health(Code):
    HEALTHY = "healthy", _("健康")
    WEAK = "weak", _("体弱")
    SERIOUS_ILLNESS = "serious_illness", _("重病")


class IncomeKind(Code):
    """The five kinds of 审核确认办法 Art 13."""

    WAGE = "wage", _("工资性收入")
    BUSINESS = "business", _("经营净收入")
    PROPERTY = "property", _("财产净收入")
    TRANSFER = "transfer", _("转移净收入")
    OTHER = "other", _("其他收入")


class IncomeSource(Code):
    """Where money comes from; each source belongs to one of the five kinds."""

    kind: IncomeKind

    def __new__(cls, key: str, label: str, kind: IncomeKind) -> Self:
        source = str.__new__(cls, key)
        source._value_ = key
        source.label = label
        source.kind = kind
        return source

    LOCAL_WORK = "local_work", _("本地务工"), IncomeKind.WAGE
    MIGRANT_WORK = "migrant_work", _("外出务工"), IncomeKind.WAGE
    FARMING = "farming", _("种植"), IncomeKind.BUSINESS
    LIVESTOCK = "livestock", _("养殖"), IncomeKind.BUSINESS
    FORESTRY_FISHERY = "forestry_fishery", _("林业、渔业、采集"), IncomeKind.BUSINESS
    TRADE = "trade", _("经商、手工业、运输"), IncomeKind.BUSINESS
    LAND_RENT = "land_rent", _("土地流转"), IncomeKind.PROPERTY
    HOUSE_RENT = "house_rent", _("房屋出租"), IncomeKind.PROPERTY
    INTEREST = "interest", _("存款利息"), IncomeKind.PROPERTY
    DIVIDEND = "dividend", _("红利、集体分红"), IncomeKind.PROPERTY
    SUPPORT_PAYMENT = "support_payment", _("赡养、抚养、扶养费"), IncomeKind.TRANSFER
    RETIREMENT_PENSION = "retirement_pension", _("离退休金"), IncomeKind.TRANSFER
    BASIC_PENSION = "basic_pension", _("城乡居民基础养老金"), IncomeKind.TRANSFER
    SURVIVOR_BENEFIT = "survivor_benefit", _("遗属补助金"), IncomeKind.TRANSFER
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit", _("失业保险金"), IncomeKind.TRANSFER
    COMPENSATION = "compensation", _("赔偿收入"), IncomeKind.TRANSFER
    GIFT = "gift", _("接受捐赠、赠送"), IncomeKind.TRANSFER
    FARM_SUBSIDY = "farm_subsidy", _("惠农补贴"), IncomeKind.TRANSFER
    VETERAN_BENEFIT = "veteran_benefit", _("优待抚恤金"), IncomeKind.TRANSFER
    FAMILY_PLANNING_REWARD = (
        "family_planning_reward",
        _("计划生育奖励与扶助金"),
        IncomeKind.TRANSFER,
    )
    SCHOLARSHIP = "scholarship", _("奖学金"), IncomeKind.TRANSFER
    BRAVERY_AWARD = "bravery_award", _("见义勇为等奖励性补助"), IncomeKind.TRANSFER
    SOCIAL_ASSISTANCE = "social_assistance", _("政府社会救助款物"), IncomeKind.TRANSFER
    OTHER = "other", _("其他"), IncomeKind.OTHER


class ExpenseKind(Code):
    """Rigid expenses a rule set may let a household deduct."""

    MEDICAL = "medical", _("医疗自付费用")
    DISABILITY = "disability", _("残疾康复费用")
    EDUCATION = "education", _("教育费用")
    EMPLOYMENT = "employment", _("必要的就业成本")
    TAX_AND_INSURANCE = "tax_and_insurance", _("税款和社会保险费")
    SUPPORT_PAID = "support_paid", _("付出的赡养、抚养费")
    # With taxes, insurance and support paid: what 办法 Art 13 calls transfer expenses.
    OTHER_TRANSFER = "other_transfer", _("其他经常性转移支出")
    DISASTER = "disaster", _("灾害损失")
    OTHER = "other", _("其他支出")


class PropertyKind(Code):
    DEPOSIT = "deposit", _("存款")
    GOVERNMENT_BOND = "government_bond", _("国债")
    STOCK = "stock", _("股票")
    SECURITY = "security", _("证券、基金")
    SAVINGS_INSURANCE = "savings_insurance", _("储蓄性保险")
    OTHER_FINANCIAL = "other_financial", _("其他金融资产、债权")
    HOUSE = "house", _("房屋")
    ARABLE_LAND = "arable_land", _("耕地")
    WOODLAND = "woodland", _("林木")
    FISH_POND = "fish_pond", _("鱼塘")
    LIVESTOCK = "livestock", _("家畜家禽")
    BUSINESS_ASSET = "business_asset", _("经营性资产")
    COMPANY = "company", _("登记的市场主体")
    ANTIQUE = "antique", _("古玩")
    APPLIANCE = "appliance", _("空调、冰箱")
    LUXURY_GOOD = "luxury_good", _("高档消费品")
    VEHICLE = "vehicle", _("机动车辆")
    BOAT = "boat", _("船舶")
    CONSTRUCTION_MACHINE = "construction_machine", _("工程机械")
    OTHER = "other", _("其他财产")


class PropertyExemption(Code):
    MEDICAL_VEHICLE = "medical_vehicle", _("就医用车")
    DISABILITY_VEHICLE = "disability_vehicle", _("残疾人功能性补偿代步车")
    LIVELIHOOD_VEHICLE = "livelihood_vehicle", _("维持生计用车")
    ASSISTANCE_DEPOSIT = "assistance_deposit", _("救助款形成的存款")
    HOUSE_SALE_DEPOSIT = "house_sale_deposit", _("出售唯一住房的存款")
    LIVELIHOOD_ASSET = "livelihood_asset", _("维持生产生活必需")


class SupporterRelation(Code):
    """What somebody outside the household who pays for its upkeep is to the person paid for."""

    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    GRANDCHILD = "grandchild", _("孙子女、外孙子女")
    PARENT = "parent", _("父母")
    GRANDPARENT = "grandparent", _("祖父母、外祖父母")
    SIBLING = "sibling", _("兄弟姐妹")
    OTHER = "other", _("其他人")


class Hardship(Code):
    """What makes a household's life hard; the last three the rules see for themselves."""

    ORPHAN = "orphan", _("孤儿")
    ELDERLY_WITHOUT_SUPPORT = "elderly_without_support", _("无人赡养的孤老")
    MAIN_WORKER_INCAPACITATED = "main_worker_incapacitated", _("主要劳动力丧失或部分丧失劳动能力")
    CHRONIC_ILLNESS = "chronic_illness", _("长期慢性病")
    SINGLE_PARENT_WITH_STUDENTS = "single_parent_with_students", _("单亲抚养在校子女")
    DISASTER = "disaster", _("受灾")
    EDUCATION_COSTS = "education_costs", _("因学致困")
    UNEMPLOYMENT = "unemployment", _("失业")
    LAND_LOST = "land_lost", _("失地")
    SEVERE_DISABILITY = "severe_disability", _("重度残疾")
    SERIOUS_ILLNESS = "serious_illness", _("重病")
    SEVERAL_DISABLED = "several_disabled", _("两名以上残疾人")


class PovertyCause(Code):
    ILLNESS = "illness", _("疾病")
    DISASTER = "disaster", _("灾害")
    DISABILITY = "disability", _("残疾")
    LABOUR_LACK = "labour_lack", _("缺乏劳动力")
    UNEMPLOYMENT = "unemployment", _("失业")
    LAND_LOST = "land_lost", _("失地")
    OTHER = "other", _("其他")


class ExclusionReason(Code):
    """Why a member is not counted (办法 Art 7) or counted without being covered."""

    CLERGY = "clergy", _("脱离家庭三年以上的宗教教职人员")
    PRISON = "prison", _("服刑或强制隔离戒毒")
    MISSING = "missing", _("宣告失踪")
    PROVINCIAL_RULE = "provincial_rule", _("省级民政部门认定不计入")
    LIVES_APART = "lives_apart", _("未长期共同居住")
    DECEASED = "deceased", _("已死亡")
    DESTITUTE_SUPPORT = "destitute_support", _("享受五保或特困供养")
    OTHER_SCHEME = "other_scheme", _("享受其他基本生活保障")
    REFUSED_JOBS = "refused_jobs", _("连续三次拒绝介绍的工作")
    DECLINED = "declined", _("本人放弃")
    # A county's old list says how many are left out, never why; somebody has to find out.
    NOT_STATED = "not_stated", _("原名册未写明原因")


class AloneGround(Code):
    """On what ground one person applies alone (办法 Art 8, 2022 notice 一(一))."""

    BORDERLINE = "borderline", _("低保边缘家庭中的重度残疾人、重病患者")
    JOBLESS_DISABLED = "jobless_disabled", _("成年无业重度残疾人")
    CLERGY = "clergy", _("脱离家庭、在宗教场所居住的宗教教职人员")
    LOCAL = "local", _("县级以上民政部门规定的其他特殊困难人员")


class BenefitMethod(Code):
    FIXED = "fixed", _("分档")
    GAP = "gap", _("补差")


class Rounding(Code):
    HALF_UP = "half_up", _("四舍五入")
    UP = "up", _("只入不舍")


class LimitUnit(Code):
    PER_HOUSEHOLD = "per_household", _("每户（元）")
    PER_PERSON = "per_person", _("人均（元）")
    PER_PERSON_TIMES_LINE = "per_person_times_line", _("人均为年保障标准的倍数")
    COUNT = "count", _("数量")


class LimitOutcome(Code):
    FAIL = "fail", _("不符合条件")
    REVIEW = "review", _("需人工核定")


class GraceShape(Code):
    """What is paid in the months of grace after a family has worked its way above the line."""

    FULL = "full", _("按原金额")
    FALLING = "falling", _("逐月递减")


class SupplementGroup(Code):
    ELDERLY = "elderly", _("老年人")
    MINOR = "minor", _("未成年人")
    SEVERE_DISABILITY = "severe_disability", _("重度残疾人")
    SERIOUS_ILLNESS = "serious_illness", _("重病患者")


class NoticeStage(Code):
    VILLAGE = "village", _("村级公示（一榜）")
    TOWNSHIP = "township", _("乡镇公示（二榜）")
    COUNTY = "county", _("县级公示（三榜）")


class TimeUnit(Code):
    DAYS = "days", _("天")
    WORKING_DAYS = "working_days", _("个工作日")
    MONTHS = "months", _("个月")


class ReviewMeeting(Code):
    ALWAYS = "always", _("每户评议")
    DISPUTED = "disputed", _("有异议时评议")


class DecisionLevel(Code):
    COUNTY = "county", _("县级民政部门")
    TOWNSHIP = "township", _("乡镇人民政府")


class ProcedureStep(Code):
    START_INVESTIGATION = "start_investigation", _("启动家庭经济状况调查")
    FINISH_INVESTIGATION = "finish_investigation", _("完成家庭经济状况调查")
    START_CHECK = "start_check", _("启动信息核对")
    REVIEW_MEETING = "review_meeting", _("民主评议")
    COUNTY_OPINION = "county_opinion", _("县级提出审核确认意见")
    COUNTY_DECISION = "county_decision", _("县级公示后作出决定")
    DECISION = "decision", _("完成审核确认")
    DECISION_EXTENDED = "decision_extended", _("特殊情况下完成审核确认")
    DECISION_BY_TOWNSHIP = "decision_by_township", _("乡镇审核确认时完成")
    REFUSAL_LETTER = "refusal_letter", _("书面告知不予确认")
    DEATH_RECHECK = "death_recheck", _("成员死亡后办理变更")


class StartEvent(Code):
    ACCEPTANCE = "acceptance", _("受理")
    CHECK_REQUEST = "check_request", _("提请核对")
    INVESTIGATION_END = "investigation_end", _("调查结束")
    COUNTY_RECEIPT = "county_receipt", _("县级收到材料")
    NOTICE_END = "notice_end", _("公示期满")
    DECISION = "decision", _("作出决定")
    DEATH = "death", _("死亡")


class RecheckCategory(Code):
    FIXED = "fixed", _("A类（收入固定）")
    STABLE = "stable", _("B类（相对稳定）")
    UNSTABLE = "unstable", _("C类（收入不固定、有劳动能力）")


class Outcome(Code):
    ELIGIBLE = "eligible", _("符合条件")
    NOT_ELIGIBLE = "not_eligible", _("不符合条件")
    NEEDS_REVIEW = "needs_review", _("需人工核定")


class StepResult(Code):
    PASS = "pass", _("符合")
    FAIL = "fail", _("不符合")
    REVIEW = "review", _("需人工核定")
    INFO = "info", _("说明")


class Rule(Code):
    """The rules in the order in which a trace shows them."""

    MEMBERS = "members", _("家庭人口")
    COMPLETENESS = "completeness", _("信息完整")
    INCOME = "income", _("家庭收入")
    EXEMPTIONS = "exemptions", _("不计入收入")
    SUPPORT = "support", _("供养费用")
    DEDUCTIONS = "deductions", _("支出扣减")
    INCOME_LINE = "income_line", _("收入条件")
    BORDERLINE = "borderline", _("低保边缘家庭")
    SINGLE_PERSON = "single_person", _("单独申请")
    PROPERTY = "property", _("财产条件")
    BENEFIT_CLASS = "benefit_class", _("保障类别")
    BASE_AMOUNT = "base_amount", _("户月保障金")
    REFUSED_JOBS = "refused_jobs", _("拒绝就业")
    SUPPLEMENT = "supplement", _("分类施保金")
    GRACE = "grace", _("渐退期")
    OUTCOME = "outcome", _("结论")
