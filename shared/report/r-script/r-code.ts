/** The part of `models.R` that is the same in every study. Base R is enough to run it. Packages are used if installed. */
export const R_CODE = String.raw`
options(width = 160)
has <- function(package) requireNamespace(package, quietly = TRUE)
wrong <- character()

# Rows of a model: keep has the values that a column may have, drop those that it may not.
rows_of <- function(model) {
  take <- rep(TRUE, nrow(rows))
  for (column in names(model$keep)) take <- take & rows[[column]] %in% model$keep[[column]]
  for (column in names(model$drop)) take <- take & !(rows[[column]] %in% model$drop[[column]])
  found <- rows[take, , drop = FALSE]
  found$code <- as.numeric(found$code)
  found
}

set_baselines <- function(data, model) {
  for (name in names(model$baselines)) data[[name]] <- relevel(factor(data[[name]]), ref = model$baselines[[name]])
  data
}

# One row a session and item: the mean of its repeats, as a share of the scale's range.
answers_data <- function(model) {
  data <- rows_of(model)
  if (nrow(data) == 0) return(data)
  at <- match(data$item, items$item)
  data$response <- (data$code - items$low[at]) / (items$high[at] - items$low[at])
  set_baselines(aggregate(response ~ session + item + condition + place, data = data, FUN = mean), model)
}

# One row an answer.
ordinal_data <- function(model) {
  data <- rows_of(model)
  data$response <- factor(data$code, ordered = TRUE)
  set_baselines(data, model)
}

# One row a session and item that has an answer before and one after; over several items in sd of the answers before.
change_data <- function(model) {
  data <- rows_of(model)
  sides <- list(before = data[data$moment == "before", ], after = data[data$moment == "after", ])
  if (nrow(sides$before) == 0 || nrow(sides$after) == 0) return(data[0, ])
  last <- lapply(sides, function(side) aggregate(code ~ session + item, data = side, FUN = max))
  pairs <- merge(last$before, last$after, by = c("session", "item"), suffixes = c(".before", ".after"))
  names(pairs) <- c("session", "item", "before", "after")
  who <- data[match(pairs$session, data$session), ]
  pairs$m <- as.numeric(who$position)
  pairs$arm <- as.numeric(who$condition != control)
  if (length(model$keep$item) > 1 || is.na(model$item)) {
    scale <- ave(pairs$before, pairs$item, FUN = sd)
    pairs$before <- (pairs$before - ave(pairs$before, pairs$item)) / scale
    pairs$after <- (pairs$after - ave(pairs$after, pairs$item)) / scale
  }
  pairs
}

# Robust covariance of a least-squares fit. By hand, so that base R is enough; where sandwich is there, it must agree.
robust <- function(fit, cluster = NULL) {
  x <- model.matrix(fit)
  bread <- solve(crossprod(x))
  e <- residuals(fit)
  if (is.null(cluster)) {
    scores <- x * (e / sqrt(1 - hatvalues(fit)))
    by_hand <- bread %*% crossprod(scores) %*% bread
    if (has("sandwich")) stopifnot(all.equal(by_hand, sandwich::vcovHC(fit, type = "HC2"), check.attributes = FALSE))
    return(by_hand)
  }
  scores <- rowsum(x * e, cluster)
  groups <- nrow(scores)
  correction <- groups / (groups - 1) * (nrow(x) - 1) / (nrow(x) - ncol(x))
  by_hand <- correction * bread %*% crossprod(scores) %*% bread
  if (has("sandwich"))
    stopifnot(all.equal(by_hand, sandwich::vcovCL(fit, cluster = cluster, type = "HC1"), check.attributes = FALSE))
  by_hand
}

estimates <- function(coefficients, covariance) {
  data.frame(term = names(coefficients), r = unname(coefficients), r_se = sqrt(diag(covariance)), row.names = NULL)
}

# Prints the report's figures beside R's. An estimate may differ by tolerance standard errors, an error by that share.
compare <- function(model, found, tolerance, method, errors = TRUE) {
  both <- merge(model$terms, found, by = "term", all.x = TRUE, sort = FALSE)
  both <- both[match(model$terms$term, both$term), ]
  both$difference <- both$r - both$report
  cat(method, "\n", sep = "")
  print(both, digits = 6, row.names = FALSE)
  off <- is.na(both$r) | abs(both$difference) > tolerance * both$report_se
  if (errors) off <- off | is.na(both$r_se) | abs(both$r_se - both$report_se) > tolerance * both$report_se
  if (any(off)) wrong <<- c(wrong, paste0(model$id, ": ", paste(both$term[off], collapse = ", ")))
}

same_rows <- function(model, data) {
  if (nrow(data) == model$n) return(TRUE)
  cat("The file has", nrow(data), "rows for this model, the report has", model$n, "\n")
  wrong <<- c(wrong, paste0(model$id, ": ", nrow(data), " rows instead of ", model$n))
  FALSE
}

fit_answers <- function(model) {
  data <- answers_data(model)
  if (!same_rows(model, data)) return(invisible())
  if (!grepl("|", model$formula, fixed = TRUE)) {
    fit <- lm(as.formula(model$formula), data = data)
    return(compare(model, estimates(coef(fit), robust(fit)), 1e-6, "lm, HC2 errors"))
  }
  if (has("lme4")) {
    fit <- lme4::lmer(as.formula(model$formula), data = data, REML = TRUE)
    compare(model, estimates(lme4::fixef(fit), as.matrix(vcov(fit))), 0.01, "lme4::lmer, REML")
    print(as.data.frame(lme4::VarCorr(fit))[, c("grp", "sdcor")], digits = 6, row.names = FALSE)
    return(invisible())
  }
  cat("lme4 is not installed. In its place least squares on session means, centred by item: other estimates of the same\n")
  cat("coefficients, so they are shown and not held against the report's.\n")
  data$response <- data$response - ave(data$response, data$item) + mean(data$response)
  sessions <- aggregate(response ~ session + condition + place, data = data, FUN = mean)
  fit <- lm(as.formula(model$fixed), data = set_baselines(sessions, model))
  known <- !is.na(coef(fit))
  print(data.frame(term = names(coef(fit))[known], r = coef(fit)[known], r_se = sqrt(diag(vcov(fit)))[known]),
        digits = 6, row.names = FALSE)
}

fit_change <- function(model) {
  data <- change_data(model)
  if (!same_rows(model, data)) return(invisible())
  fit <- lm(as.formula(model$formula), data = data)
  cluster <- if (model$errors == "HC2") NULL else data$session
  compare(model, estimates(coef(fit), robust(fit, cluster)), 1e-6, paste("lm, errors:", model$errors))
}

fit_ordinal <- function(model) {
  data <- ordinal_data(model)
  if (!same_rows(model, data)) return(invisible())
  if (has("ordinal")) {
    fit <- ordinal::clm(response ~ condition, data = data)
    found <- coef(fit)
    method <- "ordinal::clm"
  } else if (has("MASS")) {
    fit <- MASS::polr(response ~ condition, data = data, Hess = TRUE)
    found <- c(fit$zeta, coef(fit))
    method <- "MASS::polr"
  } else {
    cat("Neither ordinal nor MASS is installed, so this model is left out.\n")
    return(invisible())
  }
  clustered <- if (has("sandwich")) tryCatch(sandwich::vcovCL(fit, cluster = data$session, type = "HC0"), error = function(e) NULL)
  covariance <- matrix(NA_real_, length(found), length(found))
  if (!is.null(clustered)) covariance <- clustered[names(found), names(found)]
  compare(model, estimates(found, covariance), 0.01, method, errors = !is.null(clustered))
  if (has("ordinal") && anyDuplicated(data$session) && nrow(data) <= 5000) {
    cat("Beside it, with an intercept for each session (ordinal::clmm; coefficients within sessions, so another scale):\n")
    data$session <- factor(data$session)
    mixed <- suppressWarnings(tryCatch(
      coef(summary(ordinal::clmm(response ~ condition + (1 | session), data = data))), error = function(e) NULL))
    if (is.null(mixed)) cat("clmm found no fit.\n") else print(mixed, digits = 4)
  }
}
`
/** The last part of `models.R`: it runs the models in order, and says how that ended. */
export const R_END = String.raw`
for (model in models) {
  cat("\n== ", model$title, "\n", model$formula, "\n", sep = "")
  if (model$refused != "") {
    cat("Not fitted in the report:", model$refused, "\n")
    next
  }
  switch(model$kind, answers = fit_answers(model), ordinal = fit_ordinal(model), change = fit_change(model),
         "item differences" = fit_differences(model))
}

cat("\n")
if (length(wrong) > 0) {
  cat("These differ from the report by more than the tolerance:\n", paste0("  ", wrong, "\n"), sep = "")
  stop("The report's figures were not found again in ", path, call. = FALSE)
}
cat("Every model that was compared agrees with the report within its tolerance.\n")
`
