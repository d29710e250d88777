/** The part of `models.R` about models asked alone. It takes item differences of planned comparisons from `run_answers.csv`. */
export const R_RUN_CODE = String.raw`
# Answers of models alone, without canaries. A coder's reading counts for open questions, as in the report.
read_run <- function() {
  file <- file.path(folder, "run_answers.csv")
  if (!file.exists(file)) {
    cat("There is no run_answers.csv in ", folder, ", so the comparisons of the probe run are left out.\n", sep = "")
    cat("Name the observations.csv of the export: its folder has the file.\n")
    return(NULL)
  }
  answers <- read.csv(file, colClasses = "character", na.strings = character(), encoding = "UTF-8", check.names = FALSE)
  answers <- answers[answers$canary == "", , drop = FALSE]
  coded <- file.path(folder, "run_codings.csv")
  if (file.exists(coded)) {
    codings <- read.csv(coded, colClasses = "character", na.strings = character(), encoding = "UTF-8")
    at <- match(answers$key, codings$key)
    open <- answers$form == "open" & !is.na(at)
    answers$outcome[open] <- codings$outcome[at[open]]
    answers$code[open] <- codings$code[at[open]]
  }
  answers
}

# What a pool of answers to an item in a place says: the mean as a share of the range, or the closeness to the people's
# distribution. Closeness is 1 less the squared distance over pairs of different answers, so it has no small-sample bias.
pool_value <- function(codes, item, place, measure) {
  if (length(codes) == 0) return(NA_real_)
  at <- match(item, items$item)
  if (measure == "range-share") {
    if (!items$ordered[at]) return(NA_real_)
    return((mean(codes) - items$low[at]) / (items$high[at] - items$low[at]))
  }
  own <- references[references$item == item & references$place == place, ]
  n <- length(codes)
  if (nrow(own) == 0 || n < 2) return(NA_real_)
  share <- own$share[order(own$code)]
  options <- sort(own$code)
  counts <- as.numeric(table(factor(codes, levels = options)))
  if (items$ordered[at]) {
    last <- length(options)
    gaps <- diff(options) / (options[last] - options[1])
    counts <- cumsum(counts)[-last]
    share <- cumsum(share)[-last]
  } else gaps <- rep(0.5, length(options))
  same <- counts * (1 - share)^2 + (n - counts) * share^2
  1 - sum(gaps * ((counts - n * share)^2 - same)) / (n * (n - 1))
}

# Differences of items, level less baseline, on the questions that were asked alike at both.
item_differences <- function(model) {
  column <- paste0("factor_", gsub("-", "_", model$factor))
  data <- run_answers[run_answers$target == model$target & run_answers[[column]] %in% c(model$level, model$baseline), ]
  others <- setdiff(grep("^factor_", names(data), value = TRUE), column)
  alike <- c("alias", "place", "locale", "item", "form", "item_wording", "option_order", "format")
  if (!model$confounded) alike <- c(alike, others)
  question <- do.call(paste, c(data[alike], sep = "\r"))
  first <- data[[column]] == model$level
  both <- intersect(question[first], question[!first])
  taken <- question %in% both & data$outcome == "classified"
  data <- data[taken, ]
  first <- first[taken]
  pool <- do.call(paste, c(data[c("alias", "place", "locale", "item")], sep = "\r"))
  found <- lapply(unique(pool), function(one) {
    own <- pool == one
    item <- data$item[own][1]
    place <- data$place[own][1]
    value <- function(side) pool_value(as.numeric(data$code[own & side]), item, place, model$measure)
    data.frame(item = item, difference = value(first) - value(!first))
  })
  pools <- do.call(rbind, found)
  pools <- pools[!is.na(pools$difference), ]
  aggregate(difference ~ item, data = pools, FUN = mean)
}

fit_differences <- function(model) {
  if (is.null(run_answers)) return(invisible())
  data <- item_differences(model)
  if (!same_rows(model, data)) return(invisible())
  fit <- lm(difference ~ 1, data = data)
  compare(model, estimates(coef(fit), vcov(fit)), 1e-6, "t interval over items")
  print(confint(fit), digits = 6)
}
`
