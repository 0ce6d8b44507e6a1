# Reference estimates for tests/stats/test_reference.py.
# Run from this folder: Rscript reference.R > reference.csv
# Packages (Debian): r-base-core, r-cran-sandwich, r-cran-lmtest, r-cran-plm, r-cran-spdep,
# r-cran-spatialreg, r-cran-mass, r-cran-metafor.
suppressPackageStartupMessages({
  library(sandwich); library(lmtest); library(plm); library(spdep); library(spatialreg)
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
held <- y ~ x + log_grdp_per_capita + urban_share
tight <- glm.control(epsilon = 1e-14, maxit = 100)

share <- glm(update(held, share ~ .), quasibinomial, provinces, control = tight)
slope <- fitted(share) * (1 - fitted(share))
gradient <- coef(share)["x"] * colMeans(slope * (1 - 2 * fitted(share)) * model.matrix(share))
gradient["x"] <- gradient["x"] + mean(slope)
covariance <- vcovHC(share, type = "HC3")
test <- coef(share)["x"] / sqrt(covariance["x", "x"])
say("fractional_x", coef(share)["x"])
say("fractional_estimate", 100 * mean(slope) * coef(share)["x"])
say("fractional_std_error", 100 * sqrt(drop(gradient %*% covariance %*% gradient)))
say("fractional_p_value", 2 * pt(-abs(test), df.residual(share)))

huber <- summary(MASS::rlm(held, provinces, maxit = 500, acc = 1e-14))$coefficients["x", ]
say("huber_estimate", huber["Value"])
p_values <- c(0.001, 0.04, 0.03, 0.2)
for (k in 1:4) say(paste0("adjusted_", k), p.adjust(p_values, "BH")[k])
with_weights <- cov.wt(provinces[, c("x", "y")], provinces$weight, cor = TRUE)
say("weighted_pearson", with_weights$cor[1, 2])
seen <- glm(x > 0 ~ log_grdp_per_capita + urban_share, binomial, provinces, control = tight)
for (k in 1:3) say(paste0("logit_", k), coef(seen)[k])

lmg <- function(frame) { # Lindeman, Merenda and Gold: the mean over all orders of entry
  parts <- setdiff(names(frame), c("y", "gso_code"))
  chosen <- function(set) parts[bitwAnd(set, 2^(seq_along(parts) - 1)) > 0]
  r_squared <- c(0, sapply(seq_len(2^length(parts) - 1), function(set)
    summary(lm(reformulate(chosen(set), "y"), frame))$r.squared))
  orders <- matrix(1, 1, 1)
  for (size in seq_along(parts)[-1]) orders <- do.call(rbind, lapply(seq_len(size), function(first)
    cbind(first, ifelse(orders >= first, orders + 1, orders))))
  before <- rep(0, nrow(orders))
  gain <- setNames(numeric(length(parts)), parts)
  for (place in seq_along(parts)) {
    after <- before + 2^(orders[, place] - 1)
    added <- tapply(r_squared[after + 1] - r_squared[before + 1], orders[, place], sum)
    gain <- gain + added
    before <- after
  }
  gain / nrow(orders)
}
for (name in c("longley", "papi")) {
  shares <- lmg(read.csv(paste0(name, ".csv"), colClasses = c(gso_code = "character")))
  for (part in names(shares)) say(paste0("lmg_", name, "_", part), shares[part])
}

borders <- read.csv("borders.csv", colClasses = "character")
joined <- outer(provinces$gso_code, provinces$gso_code, Vectorize(function(a, b)
  any((borders$a == a & borders$b == b) | (borders$a == b & borders$b == a))))
weights <- mat2listw(joined * 1, style = "W")
say("moran_x", moran(provinces$x, weights, nrow(provinces), Szero(weights))$I)
residuals <- lm.morantest(full, weights, alternative = "two.sided")
say("moran_residuals", residuals$estimate["Observed Moran I"])
say("moran_residuals_expected", residuals$estimate["Expectation"])
say("moran_residuals_p_value", residuals$p.value)

lag <- stsls(held, provinces, weights, W2X = FALSE, robust = TRUE, HC = "HC0")
error <- sqrt(diag(lag$var))
for (name in c("x", "Rho")) {
  label <- if (name == "x") "spatial_lag" else "spatial_neighbours"
  place <- which(names(coef(lag)) == name)
  say(paste0(label, "_estimate"), coef(lag)[place])
  say(paste0(label, "_std_error"), error[place])
  say(paste0(label, "_p_value"), 2 * pnorm(-abs(coef(lag)[place] / error[place])))
}
provinces$neighbours <- lag.listw(weights, provinces$x)
for (term in c("x", "neighbours")) hc3(paste0("slx_", term), lm(update(held, . ~ . + neighbours), provinces), term)

two_way <- function(frame) {
  coef(plm(y ~ x, frame, index = c("province", "year"), effect = "twoways", model = "within"))["x"]
}
jackknifed <- function(frame, coefficient) {
  ids <- unique(frame$province)
  whole <- coefficient(frame)
  left <- sapply(ids, function(id) coefficient(frame[frame$province != id, ]))
  c(whole, sqrt((length(ids) - 1) / length(ids) * sum((left - whole)^2)))
}
mundlak <- function(frame) {
  frame$mean <- ave(frame$x, frame$province)
  coef(lm(y ~ mean + x + factor(year), frame))["mean"]
}
for (name in c("grunfeld", "panel")) {
  frame <- read.csv(paste0(name, ".csv"), colClasses = c(province = "character"))
  within <- jackknifed(frame, two_way)
  between <- jackknifed(frame, mundlak)
  say(paste0(name, "_estimate"), within[1])
  say(paste0(name, "_std_error"), within[2])
  say(paste0(name, "_mundlak_estimate"), between[1])
  say(paste0(name, "_mundlak_std_error"), between[2])
}

# Do coefficients of eight years differ by more than chance? Fisher's z, weights n - 3.
r <- c(0.51, 0.38, 0.62, 0.05, 0.44, -0.12, 0.33, 0.29)
n <- c(45, 63, 19, 32, 60, 26, 63, 33)
say("heterogeneity_q", metafor::rma(measure = "ZCOR", ri = r, ni = n, method = "FE")$QE)
