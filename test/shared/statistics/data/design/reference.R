# Makes the data and figures of this folder: Rscript reference.R, in this folder. R 4.2.2, sandwich 3.0-2.
library(sandwich)
options(digits = 12)
sink("reference-R.txt")

# --- Variance components of unbalanced answers, Henderson's method I by whole matrices -------------------------------------
set.seed(20261121)
full <- expand.grid(item = 1:12, country = 1:4, structure = 1:3, again = 1:3)
effect <- function(codes, sd) { drawn <- rnorm(length(unique(codes)), 0, sd); drawn[match(codes, unique(codes))] }
full$answer <- 0.5 + effect(full$item, 0.12) + effect(full$country, 0.05) + effect(full$structure, 0.04) +
  effect(paste(full$item, full$country), 0.08) + effect(paste(full$structure, full$country), 0.03) + rnorm(nrow(full), 0, 0.1)
# Lopsided on purpose: later items were asked less, and one country hardly under one structure.
kept <- runif(nrow(full)) < 0.9 - 0.05 * full$item & !(full$country == 4 & full$structure == 3 & full$item > 2)
answers <- full[kept, c("item", "country", "structure", "answer")]
answers$answer <- round(answers$answer, 4)
write.csv(answers, "unbalanced.csv", row.names = FALSE, quote = FALSE)

indicator <- function(codes) { z <- outer(codes, unique(codes), "=="); storage.mode(z) <- "double"; z }
henderson <- function(y, groups) {
  n <- length(y)
  z <- lapply(groups, indicator)
  project <- lapply(z, function(one) one %*% diag(1 / colSums(one), ncol(one)) %*% t(one))
  project <- c(list(matrix(1 / n, n, n)), project, list(diag(n)))
  covariances <- c(list(matrix(1, n, n)), lapply(z, function(one) one %*% t(one)), list(diag(n)))
  system <- sapply(covariances, function(v) sapply(project, function(p) sum(p * v)))
  totals <- sapply(project, function(p) sum(y * (p %*% y)))
  found <- solve(system, totals)[-1]
  names(found) <- c(names(groups), "residual")
  found
}
with(answers, {
  groups <- list(structure = structure, country = country, item = item,
    "structure x country" = paste(structure, country), "item x country" = paste(item, country))
  cat("rows", length(answer), "\n")
  print(henderson(answer, groups))
})

# --- Lee's bounds ----------------------------------------------------------------------------------------------------------
lee <- function(y, d) {
  s <- !is.na(y)
  q <- c(mean(s[d == 0]), mean(s[d == 1])); n <- c(sum(d == 0), sum(d == 1))
  more <- which.max(q) - 1; less <- 1 - more
  p <- 1 - min(q) / max(q)
  own <- sort(y[s & d == more]); kept <- length(own) * (1 - p)
  error <- (1 - q[1]) / (n[1] * q[1]) + (1 - q[2]) / (n[2] * q[2])
  trim <- function(v) {
    w <- pmin(1, pmax(0, kept - seq_along(v) + 1))
    m <- sum(w * v) / kept
    cut <- v[max(which(w > 1e-9))]
    c(m, sum(w * (v - m)^2) / (kept - 1) / kept + (cut - m)^2 * p / kept + (cut - m)^2 * error)
  }
  low <- trim(own); high <- trim(sort(-own)); high[1] <- -high[1]
  rest <- y[s & d == less]; m <- mean(rest); v <- var(rest) / length(rest)
  if (more == 1) { lower <- low[1] - m; upper <- high[1] - m; se <- sqrt(c(low[2], high[2]) + v) }
  else { lower <- m - high[1]; upper <- m - low[1]; se <- sqrt(c(high[2], low[2]) + v) }
  c0 <- uniroot(function(x) pnorm(x + (upper - lower) / max(se)) - pnorm(-x) - 0.95, c(1, 3), tol = 1e-14)$root
  c(p = p, lower = lower, se.lower = se[1], upper = upper, se.upper = se[2], low = lower - c0 * se[1], high = upper + c0 * se[2])
}
people <- data.frame(arm = rep(0:1, c(60, 64)))
people$answer <- pmin(5, pmax(1, round(rnorm(124, 3 + 0.6 * people$arm, 1.1))))
people$answer[runif(124) < ifelse(people$arm == 1, 0.12, 0.33)] <- NA
write.csv(people, "lee.csv", row.names = FALSE, quote = FALSE)
cat("\nLee's bounds\n"); print(lee(people$answer, people$arm))
cat("arms exchanged\n"); print(lee(people$answer, 1 - people$arm))

# --- Weights by the chance of completion ------------------------------------------------------------------------------------
n <- 240
wave <- data.frame(participant = rep(1:120, each = 2), arm = rbinom(n, 1, 0.5),
  place = sample(c("EGY", "MEX", "DEU"), n, TRUE), before = sample(1:5, n, TRUE))
stay <- rbinom(n, 1, plogis(0.4 + 0.5 * wave$arm - 0.6 * (wave$place == "MEX") + 0.35 * (wave$before - 3) * ifelse(wave$arm == 1, 1.6, 1)))
wave$after <- ifelse(stay == 1, round(0.6 * wave$before + 0.3 * wave$arm + rnorm(120)[wave$participant] * 0.5 + rnorm(n, 1.2, 0.6), 2), NA)
write.csv(wave, "completion.csv", row.names = FALSE, quote = FALSE)
wave$done <- !is.na(wave$after)
wave$place <- factor(wave$place, levels = unique(wave$place))
chance <- glm(done ~ arm + place + before, binomial, wave, control = glm.control(epsilon = 1e-14))
wave$w <- ave(as.numeric(wave$done), wave$arm) / fitted(chance)
done <- wave[wave$done, ]
limits <- quantile(done$w, c(0.05, 0.95))
done$cut <- pmin(limits[2], pmax(limits[1], done$w))
clustered <- function(model) c(coef(model)[2], se = sqrt(vcovCL(model, cluster = done$participant)[2, 2]))
cat("\ncompleted", nrow(done), "of participants", length(unique(done$participant)), "\n")
print(coef(chance)); print(sqrt(diag(vcovCL(chance, cluster = wave$participant, type = "HC0"))))
cat("limits, least and greatest\n"); print(unname(c(limits, range(done$w))))
cat("weighted\n"); print(clustered(lm(after ~ arm, done, weights = cut)))
cat("unweighted\n"); print(clustered(lm(after ~ arm, done)))
cat("effective\n"); print(tapply(done$cut, done$arm, function(w) sum(w)^2 / sum(w^2)))
sink()
