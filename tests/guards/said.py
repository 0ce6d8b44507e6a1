"""Words of page tables that no file holds, in both languages. Edit them when pages do."""

from reading import LANGUAGES

SAID = {
    "not comparable": ("not comparable", "không so sánh được"),
    "bivariate": ("DTI alone", "chỉ DTI"),
    "income": (
        "with log GRDP per capita and urban share",
        "có log GRDP bình quân đầu người và tỷ lệ dân số thành thị",
    ),
    "controls": (
        "with log GRDP per capita, urban share, and region effects",
        "có log GRDP bình quân đầu người, tỷ lệ dân số thành thị và hiệu ứng vùng",
    ),
    "controls in the legend": ("with controls", "có biến kiểm soát"),
    "ipw": (
        "DTI alone, weighted for non-coverage",
        "chỉ DTI, có trọng số bù địa phương thiếu số liệu",
    ),
    "wild": ("main model, wild bootstrap", "mô hình chính, wild bootstrap"),
    "fractional_logit": (
        "fractional logit of the score, percentage points of its range",
        "logit phân số đối với điểm số (điểm % của thang điểm)",
    ),
    "panel_lag": ("year before, within provinces", "năm trước, trong từng địa phương"),
    "panel_lead": ("year after (placebo)", "năm sau (kiểm định giả dược)"),
    "mundlak_between": ("mean, between provinces", "trung bình, giữa các địa phương"),
    "mundlak_difference": ("between minus within", "giữa các địa phương trừ trong từng địa phương"),
    "sipas points": ("SIPAS points", "điểm SIPAS"),
    "part digital_government": ("digital government area", "lĩnh vực chính quyền số"),
    "part dti_government": ("digital government part of DTI", "phần chính quyền số của DTI"),
    "log_grdp_per_capita": ("log GRDP per capita", "log GRDP bình quân đầu người"),
    "urban_share": ("Urban share (% of the population)", "Tỷ lệ thành thị (% dân số)"),
    "papi_d5_admin_procedures": ("PAPI D5 (score, 1-10)", "PAPI D5 (điểm, thang 1-10)"),
    "not estimated": ("not estimated", "chưa ước lượng"),
    "sign certain": (
        "associated; sign certain for all provinces",
        "có tương quan; dấu chắc chắn với toàn bộ địa phương",
    ),
    "associated among those known": (
        "associated among provinces with figures",
        "có tương quan ở các địa phương có số liệu",
    ),
    "cannot tell": ("cannot tell", "chưa thể kết luận"),
    "no clear association": ("no clear association", "chưa thấy tương quan rõ"),
    "none found": ("none found", "không tìm thấy"),
    "score": ("score", "điểm số"),
    "rank": ("rank", "thứ hạng"),
    "rank_change": ("change in rank", "thay đổi thứ hạng"),
    "score_change": ("change in score", "thay đổi điểm số"),
    "share": ("share", "tỷ lệ"),
    "count": ("count", "số lượng"),
    "value": ("value", "giá trị"),
    "target": ("target", "chỉ tiêu"),
    "regional_rank": ("rank in the region", "thứ hạng trong vùng"),
    "contradicted": ("not consistent", "không khớp"),
    "consistent": ("consistent", "khớp"),
    "withheld": ("not used", "không dùng"),
    "computed here": ("computed here", "tính tại đây"),
    "order": ("the order of ranks and scores", "thứ tự giữa thứ hạng và điểm số"),
    "place": ("one province per rank", "mỗi thứ hạng một địa phương"),
    "sum": ("the sum of the parts", "tổng các phần cấu thành"),
    "parts": (
        "the shares of ministries and localities",
        "tỷ lệ của các bộ, ngành và của địa phương",
    ),
    "change": (
        "last year's value and the published change",
        "giá trị năm trước và mức thay đổi đã công bố",
    ),
    "keeps its place and order": (
        "consistent with the other provinces' ranks and scores",
        "phù hợp với thứ hạng và điểm số của địa phương khác",
    ),
    "official over press": (
        "official, else a copy of its table, over press",
        "nguồn chính thức hoặc bản sao bảng của nguồn đó trước báo chí",
    ),
    "more independent sources": ("more independent sources", "nhiều nguồn độc lập hơn"),
    "keeps its sum and change": (
        "consistent with its parts and the published change",
        "phù hợp với các phần cấu thành và mức thay đổi đã công bố",
    ),
    "printed over derived": (
        "published over calculated",
        "số liệu công bố trước số liệu tính được",
    ),
    "unsettled": ("sources disagree", "các nguồn chưa thống nhất"),
    "breaks an identity": ("conflicts with related figures", "mâu thuẫn với số liệu liên quan"),
    "derived by an identity": ("calculated from related figures", "tính từ số liệu liên quan"),
    "national": ("country", "toàn quốc"),
    "ministry_group": ("ministries", "bộ, ngành"),
    "locality_group": ("localities", "địa phương"),
    "not known": ("not collected", "chưa thu thập được"),
    "either": ("not collected or not published", "chưa thu thập được hoặc không công bố"),
    "not published": ("not published", "không công bố"),
    "normal": ("within usual fluctuation", "trong mức dao động thông thường"),
    "as published": ("as published", "theo công bố"),
    "places_differ": (
        "counted: places of the list that other sources confirm; at least one differs",
        "đếm số vị trí được nguồn khác xác nhận; ít nhất một vị trí không khớp",
    ),
    "places_unknown": (
        "counted: places of the list that other sources confirm; the rest was not collected from "
        "any other source",
        "đếm số vị trí được nguồn khác xác nhận; các vị trí còn lại chưa thu thập được từ nguồn "
        "khác",
    ),
    "more_counted": (
        "the figures collected already give more",
        "số liệu đã thu thập cho số lượng nhiều hơn",
    ),
    "fewer_possible": (
        "the ranks and scores collected allow fewer",
        "thứ hạng và điểm số đã thu thập chỉ cho phép số lượng ít hơn",
    ),
    "change_agrees": (
        "one year's figure not collected; other sources publish the same change",
        "chưa thu thập được số liệu của một năm; nguồn khác nêu cùng mức thay đổi",
    ),
    "change_differs": (
        "one year's figure not collected; other sources publish another change",
        "chưa thu thập được số liệu của một năm; nguồn khác nêu mức thay đổi khác",
    ),
    "scores": ("scores", "điểm số"),
    "changes": ("changes in rank", "mức tăng, giảm bậc"),
    "regional ranks": ("regional ranks", "thứ hạng trong vùng"),
    "means": ("regional means", "giá trị trung bình vùng"),
    "year_before": (
        "the figure shown is the rank of the year before",
        "số liệu nêu ở đây là thứ hạng của năm trước",
    ),
    "places_only": (
        "only the places are counted: the method changed between the two years",
        "chỉ đối chiếu số bậc: phương pháp thay đổi giữa hai năm",
    ),
    "list_incomplete": (
        "counted in the figures collected; the list is not complete",
        "đếm trên số liệu đã thu thập; danh sách chưa đầy đủ",
    ),
}
"""Words of cells: in English, in Vietnamese."""

HEADS = {
    "tab-bounds": (
        "Pair;Of all provinces;n;Spearman;Bounds;Narrowed;Imputed;Largest p",
        "Cặp chỉ số;Tổng số địa phương;n;Spearman;Khoảng giá trị;Khoảng đã thu hẹp;Ước lượng bù;"
        "p lớn nhất",
    ),
    "tab-flow": (
        "Family;Documents;Figures as published;Distinct figures;A;B;C;X, not used",
        "Nhóm chỉ số;Tài liệu;Số liệu theo công bố;Số liệu riêng biệt;A;B;C;X, không dùng",
    ),
    "tab-dimensions": (
        "Index;n;National value;Mean;Median;High group;Upper-middle group;Lower-middle group;"
        "Low group;Rose;Fell",
        "Chỉ số;n;Giá trị cả nước;Trung bình;Trung vị;Nhóm Cao;Nhóm Trung bình cao;"
        "Nhóm Trung bình thấp;Nhóm Thấp;Tăng;Giảm",
    ),
    "tab-multiplicity": (
        "DTI with;n;Spearman;Adjusted p, tests of the year;Adjusted p, all years so far",
        "DTI với;n;Spearman;p hiệu chỉnh, các kiểm định trong năm;p hiệu chỉnh, mọi năm đến nay",
    ),
    "tab-primary": (
        "DTI with;Bounds, all provinces;Spearman, provinces with figures;Adjusted p;"
        "Single omissions that end it;Reading",
        "DTI với;Khoảng giá trị, toàn bộ địa phương;Spearman, địa phương có số liệu;p hiệu chỉnh;"
        "Số lần loại một địa phương làm mất tương quan;Cách đọc",
    ),
    "tab-associations": (
        "Index;n;Spearman;p;Adjusted p;Pearson;Spearman, weighted for non-coverage",
        "Chỉ số;n;Spearman;p;p hiệu chỉnh;Pearson;Spearman có trọng số bù địa phương thiếu số liệu",
    ),
    "tab-overlap": (
        "Pair;Removed;Before, all provinces;Before, same provinces;"
        "After removal;Expected from shared content",
        "Cặp chỉ số;Phần loại ra;Chưa loại, tất cả địa phương;"
        "Chưa loại, cùng các địa phương đó;Sau khi loại;"
        "Mức tương quan chỉ do trùng",
    ),
    "tab-models": (
        "Index;Model;n;Coefficient;Std. error;95% confidence interval;p",
        "Chỉ số;Mô hình;n;Hệ số;Sai số chuẩn;Khoảng tin cậy 95%;p",
    ),
    "tab-influence": (
        "DTI with;All provinces;Removing one;Without the four;Omissions that end it;"
        "Largest Cook's distance",
        "DTI với;Tất cả địa phương;Loại từng địa phương;Loại bốn địa phương;"
        "Số trường hợp mất tương quan khi loại;Khoảng cách Cook lớn nhất",
    ),
    "tab-panel": (
        "Index;How D8 enters the model;Years;n;Coefficient;p;Smallest detectable",
        "Chỉ số;Cách đưa D8 vào mô hình;Năm;n;Hệ số;p;Hệ số nhỏ nhất phát hiện được",
    ),
    "tab-convergence": (
        "Index;Years;n;Beta;Beta from sampling error;Spread ratio",
        "Chỉ số;Năm;n;Beta;Beta do sai số;Tỷ lệ phân tán",
    ),
    "tab-space": ("Variable;n;Moran's I;p", "Biến;n;Moran I;p"),
    "tab-components": ("Dimension;Share;VIF", "Chỉ số nội dung;Mức đóng góp;VIF"),
    "tab-partial": (
        "Pair;Before controls;Partial correlation;Adjusted p",
        "Cặp chỉ số;Trước khi kiểm soát;Riêng phần;p hiệu chỉnh",
    ),
    "tab-ministries-list": (
        "Ministry or agency;Rank;Score;Reliability",
        "Bộ, cơ quan;Thứ hạng;Điểm số;Độ tin cậy",
    ),
    "tab-claims": (
        "Claim (paraphrased);Claimed;Data;Check;Source",
        "Nhận định (diễn đạt lại);Nguồn nêu;Số liệu;Đối chiếu;Nguồn",
    ),
    "tab-coverage": (
        "Indicator;Measure;n;Published;Calculated;Sources disagree;Range only;Missing",
        "Chỉ tiêu;Loại số liệu;n;Công bố;Tính được;Chưa thống nhất;Biết khoảng;Thiếu",
    ),
    "tab-conflicts": (
        "Unit;Figure;Published;Sources;Value used;Rule",
        "Đơn vị;Số liệu;Giá trị công bố;Nguồn;Giá trị dùng;Quy tắc",
    ),
    "tab-national": (
        "Series;Scope;Period;Value;Reliability;Source",
        "Chỉ tiêu;Phạm vi;Kỳ báo cáo;Giá trị;Độ tin cậy;Nguồn",
    ),
    "tab-targets": (
        "Target;For the year;Aim;Latest figure;Distance;Source",
        "Chỉ tiêu;Năm phải đạt;Mức phải đạt;Số liệu mới nhất;Chênh lệch;Nguồn",
    ),
    "tab-parts": (
        "Area;Score;Country median;Regional median;Difference",
        "Lĩnh vực;Điểm số;Mức giữa cả nước;Mức giữa vùng;Chênh lệch",
    ),
    "tab-areas": (
        "Area;Score;Country median;Regional median;Quarter",
        "Lĩnh vực;Điểm số;Mức giữa cả nước;Mức giữa vùng;Nhóm",
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
