"""Words of page tables that no file holds, in both languages. Edit them when pages do."""

from reading import LANGUAGES

SAID = {
    "not comparable": ("not comparable", "không so sánh được"),
    "group below C": ("below C", "dưới C"),
    "bivariate": ("DTI alone", "chỉ DTI"),
    "income": (
        "with log GRDP per capita and urban share",
        "có log GRDP đầu người và tỷ lệ đô thị",
    ),
    "controls": (
        "with log GRDP per capita, urban share, and region effects",
        "có log GRDP đầu người, tỷ lệ đô thị và hiệu ứng vùng",
    ),
    "controls in the legend": ("with controls", "có biến kiểm soát"),
    "ipw": (
        "DTI alone, weighted for missing provinces",
        "chỉ DTI, có trọng số bù tỉnh thiếu",
    ),
    "wild": ("fullest model, wild bootstrap", "mô hình đầy đủ nhất, wild bootstrap"),
    "fractional_logit": (
        "fractional logit of the score, percentage points",
        "logit phân số của điểm, tính bằng điểm %",
    ),
    "panel_lag": ("year before, within provinces", "năm trước, trong từng tỉnh"),
    "panel_lead": ("year after (placebo)", "năm sau (phép thử giả)"),
    "mundlak_between": ("mean, between provinces", "trung bình, giữa các tỉnh"),
    "mundlak_difference": ("between minus within", "giữa các tỉnh trừ trong tỉnh"),
    "sipas points": ("SIPAS points", "điểm SIPAS"),
    "part digital_government": ("digital government area", "lĩnh vực chính quyền số"),
    "part dti_government": (
        "government component of DTI",
        "hợp phần chính quyền số của DTI",
    ),
    "log_grdp_per_capita": ("log GRDP per capita", "log GRDP đầu người"),
    "urban_share": ("Urban share (% of the population)", "Tỷ lệ đô thị (% dân số)"),
    "papi_d5_admin_procedures": ("PAPI D5 (score, 1-10)", "PAPI D5 (điểm, thang 1-10)"),
    "none found": ("none found", "không tìm thấy"),
    "score": ("score", "điểm số"),
    "rank": ("rank", "thứ hạng"),
    "rank_change": ("change in rank", "thay đổi thứ hạng"),
    "score_change": ("change in score", "thay đổi điểm số"),
    "share": ("share", "tỷ lệ"),
    "count": ("count", "số lượng"),
    "value": ("value", "giá trị"),
    "target": ("target", "mục tiêu"),
    "regional_rank": ("rank in the region", "thứ hạng trong vùng"),
    "contradicted": ("contradicted", "không khớp"),
    "consistent": ("consistent", "khớp"),
    "withheld": ("withheld", "không dùng"),
    "computed here": ("computed here", "tính tại đây"),
    "order": ("the order of ranks and scores", "thứ tự giữa thứ hạng và điểm số"),
    "place": ("one province per rank", "mỗi thứ hạng một tỉnh"),
    "sum": ("the sum of the parts", "tổng các phần cấu thành"),
    "change": (
        "last year's value and the printed change",
        "giá trị năm trước và mức thay đổi đã công bố",
    ),
    "keeps its place and order": (
        "fits the other provinces' ranks and scores",
        "phù hợp với thứ hạng và điểm số của tỉnh khác",
    ),
    "official over press": ("official over press", "nguồn chính thức trước báo chí"),
    "more independent sources": ("more independent sources", "nhiều nguồn độc lập hơn"),
    "keeps its sum and change": (
        "fits its parts and the printed change",
        "khớp với các phần cấu thành và mức thay đổi",
    ),
    "printed over derived": ("printed over derived", "số liệu công bố trước số liệu suy ra"),
    "unsettled": ("unsettled", "chưa thống nhất"),
    "breaks an identity": ("breaks an identity", "không thỏa mãn đẳng thức"),
    "derived by an identity": ("derived by an identity", "suy ra từ đẳng thức"),
    "national": ("country", "toàn quốc"),
    "ministry_group": ("ministries", "bộ, ngành"),
    "locality_group": ("localities", "địa phương"),
    "not known": ("not known", "chưa có"),
    "not published": ("not published", "không công bố"),
    "normal": ("normal variation", "biến động thông thường"),
    "as published": ("as published", "theo công bố"),
    "leads": ("leads", "dẫn đầu"),
    "strong": ("strongest", "mạnh nhất"),
    "weak": ("weakest", "yếu nhất"),
    "places_differ": (
        "places of the list that other houses confirm are counted; at least one differs",
        "đếm số vị trí được nguồn khác xác nhận; ít nhất một vị trí không khớp",
    ),
    "places_unknown": (
        "places of the list that other houses confirm are counted; the others are not printed"
        " elsewhere",
        "đếm số vị trí được nguồn khác xác nhận; các vị trí còn lại không có nguồn khác",
    ),
    "more_counted": (
        "more are counted already in the figures known",
        "số đã biết đếm được nhiều hơn",
    ),
    "fewer_possible": (
        "the ranks and scores known allow fewer",
        "thứ hạng và điểm số đã biết chỉ cho phép số lượng ít hơn",
    ),
    "change_agrees": (
        "a level is not known; other houses print the same change",
        "thiếu số liệu của một năm; nguồn khác nêu cùng mức thay đổi",
    ),
    "change_differs": (
        "a level is not known; other houses print another change",
        "thiếu số liệu của một năm; nguồn khác nêu mức thay đổi khác",
    ),
    "list_incomplete": (
        "counted in the figures known; the list is not complete",
        "đếm trên số liệu đã biết; danh sách chưa đầy đủ",
    ),
}
"""Words of cells: in English, in Vietnamese."""

HEADS = {
    "tab-groups": (
        "Group;PAR INDEX;Provinces;Which",
        "Nhóm;PAR INDEX;Số tỉnh;Tên tỉnh",
    ),
    "tab-regions": (
        "Region;Published mean;Ranks known;Median rank;Best;Last",
        "Vùng;Trung bình công bố;Thứ hạng đã biết;Trung vị thứ hạng;Cao nhất;Thấp nhất",
    ),
    "tab-associations": (
        "Index;n;Spearman;p;p adjusted;Pearson;Spearman, weighted for missing provinces",
        "Chỉ số;n;Spearman;p;p hiệu chỉnh;Pearson;Spearman, có trọng số bù tỉnh thiếu",
    ),
    "tab-overlap": (
        "Pair;Taken out;Raw, all provinces;Raw, same provinces;Overlap removed;"
        "Expected from overlap",
        "Cặp chỉ số;Phần loại ra;Nguyên gốc, mọi tỉnh;Nguyên gốc, cùng tập tỉnh;"
        "Đã loại phần chung;Mức do trùng lặp",
    ),
    "tab-models": (
        "Index;Model;n;Coefficient;Std. error;95 % interval;p",
        "Chỉ số;Mô hình;n;Hệ số;Sai số chuẩn;Khoảng tin cậy 95%;p",
    ),
    "tab-influence": (
        "DTI with;All provinces;Leaving out one;Without the four;Verdict changes without;"
        "Largest Cook's distance",
        "DTI với;Mọi tỉnh;Bỏ từng tỉnh;Bỏ bốn địa phương;Kết luận đổi khi bỏ;"
        "Khoảng cách Cook lớn nhất",
    ),
    "tab-panel": (
        "Index;D8 enters as;Years;n;Coefficient;p;Detectable",
        "Chỉ số;D8 được đưa vào;Năm;n;Hệ số;p;Phát hiện được",
    ),
    "tab-convergence": (
        "Index;Years;n;Beta;Beta from noise;Spread ratio",
        "Chỉ số;Năm;n;Beta;Beta do sai số;Tỷ lệ phân tán",
    ),
    "tab-space": ("Variable;n;Moran's I;p", "Biến;n;Moran I;p"),
    "tab-components": ("Dimension;Share;VIF", "Nội dung;Tỷ phần;VIF"),
    "tab-partial": (
        "Pair;Raw;Partial;p adjusted",
        "Cặp chỉ số;Nguyên gốc;Riêng phần;p hiệu chỉnh",
    ),
    "tab-ministries-list": (
        "Ministry or agency;Rank;Score;Quality",
        "Bộ, cơ quan;Thứ hạng;Điểm số;Mức tin cậy",
    ),
    "tab-claims": (
        "Claim, in our words;Claimed;Data;Verdict;Who said it",
        "Nhận định (diễn đạt lại);Nguồn nêu;Số liệu;Kết luận;Nguồn",
    ),
    "tab-coverage": (
        "Indicator;Measure;n;Printed;Derived;Unsettled;Bounds;Missing",
        "Chỉ tiêu;Loại số liệu;n;Công bố;Suy ra;Chưa thống nhất;Giới hạn;Thiếu",
    ),
    "tab-conflicts": (
        "Unit;Figure;Printed;Sources;Value used;Settled by",
        "Đơn vị;Số liệu;Giá trị;Nguồn;Giá trị dùng;Quy tắc",
    ),
    "tab-national": (
        "Series;Of whom;Period;Value;Quality;Source",
        "Chỉ tiêu;Phạm vi;Kỳ báo cáo;Giá trị;Mức tin cậy;Nguồn",
    ),
    "tab-glance": (
        "Index;Mean;Change;Above the mean;First;63rd",
        "Chỉ số;Trung bình;Thay đổi;Cao hơn trung bình;Đứng đầu;Thứ 63",
    ),
    "tab-standings": (
        "Index;Score;Rank;Change in rank;In the region;To the national mean;To the leader",
        "Chỉ số;Điểm số;Thứ hạng;Thay đổi;Trong vùng;So với cả nước;So với địa phương dẫn đầu",
    ),
    "tab-parts": (
        "Component or dimension;Group;Score;Regional median;Gap (points)",
        "Thành phần, chỉ số nội dung;Nhóm;Điểm số;Trung vị vùng;Chênh lệch (điểm)",
    ),
}
"""Heads that do not follow from the CSV, by table."""


def say(key, lang):
    """Return words of a page."""
    return SAID[key][LANGUAGES.index(lang)]


def heads(id, lang):
    """Return the heads of a table."""
    return HEADS[id][LANGUAGES.index(lang)].split(";")


def joined(*parts):
    """Return a cell of lines."""
    return " | ".join(part for part in parts if part)
