# Reference estimates for tests/analysis/test_reference.py.
# Run from this folder: Rscript reference.R > reference.csv
# Packages (Debian): r-base-core, r-cran-sandwich, r-cran-lmtest, r-cran-plm, r-cran-spdep.
suppressPackageStartupMessages({
  library(sandwich); library(lmtest); library(plm); library(spdep)
})
options(digits = 17, warn = -1)
say <- function(name, value) cat(name, ",", format(unname(value), digits = 17), "\n", sep = "")
cat("name,value\n")

hc3 <- function(prefix, fit, term) {
  table <- coeftest(fit, vcov. = vcovHC(fit, type = "HC3"))
  say(paste0(prefix, "_estimate"), table[term, 1])
  say(paste0(prefix, "_std_error"), table[term, 2])
  say(paste0(prefix, "_p_value"), table[term, 4])
}

longley <- read.csv("longley.csv")
hc3("longley", lm(y ~ x + log_grdp_per_capita + urban_share, longley), "x")

provinces <- read.csv("provinces.csv", colClasses = c(gso_code = "character"))
full <- lm(y ~ x + log_grdp_per_capita + urban_share + region, provinces)
hc3("provinces", full, "x")
weighted <- lm(y ~ x, provinces, weights = weight)
hc3("weighted", weighted, "x")
say("breusch_pagan_p", bptest(full)$p.value)
say("cook_largest", max(cooks.distance(lm(y ~ x, provinces))))
say("dfbetas_smallest", min(dfbetas(lm(y ~ x, provinces))[, "x"]))
say("spearman", cor(provinces$x, provinces$y, method = "spearman"))
regressors <- provinces[, c("x", "log_grdp_per_capita", "urban_share")]
say("vif_x", solve(cor(regressors))[1, 1])
precision <- solve(cor(provinces[, c("y", "x", "log_grdp_per_capita", "urban_share")]))
say("partial_yx", -precision[1, 2] / sqrt(precision[1, 1] * precision[2, 2]))
share <- glm(share ~ x + log_grdp_per_capita + urban_share, quasibinomial, provinces)
say("fractional_x", coef(share)["x"])
slope <- fitted(share) * (1 - fitted(share))
say("fractional_effect", 100 * mean(slope) * coef(share)["x"])

borders <- read.csv("borders.csv", colClasses = "character")
joined <- outer(provinces$gso_code, provinces$gso_code, Vectorize(function(a, b)
  any((borders$a == a & borders$b == b) | (borders$a == b & borders$b == a))))
weights <- mat2listw(joined * 1, style = "W")
say("moran_x", moran(provinces$x, weights, nrow(provinces), Szero(weights))$I)

two_way <- function(frame) {
  coef(plm(y ~ x, frame, index = c("province", "year"), effect = "twoways", model = "within"))["x"]
}
jackknife <- function(frame) {
  ids <- unique(frame$province)
  left <- sapply(ids, function(id) two_way(frame[frame$province != id, ]))
  sqrt((length(ids) - 1) / length(ids) * sum((left - two_way(frame))^2))
}
for (name in c("grunfeld", "panel")) {
  frame <- read.csv(paste0(name, ".csv"), colClasses = c(province = "character"))
  say(paste0(name, "_estimate"), two_way(frame))
  say(paste0(name, "_std_error"), jackknife(frame))
}
