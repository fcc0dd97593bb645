# Table 1 of Górska et al. 2021 from the cohort file, and what printed F statistics imply: the referee of the
# checks on published numbers. Run from the root of the project:
#   Rscript tests/reference/published_table1.R        (writes published_table1.json)
suppressPackageStartupMessages(library(jsonlite))
options(digits = 12)

long <- read.csv("data/cohort.csv", stringsAsFactors = FALSE, colClasses = c(patient = "character"))
wide <- long[!duplicated(long$patient), ]
pre <- long$madrs[long$visit == "pre"]; names(pre) <- long$patient[long$visit == "pre"]
post <- long$madrs[long$visit == "post"]; names(post) <- long$patient[long$visit == "post"]
pre <- pre[wide$patient]; post <- post[wide$patient]
group <- ifelse(post <= 10, "remitter", ifelse(100 * (pre - post) >= 50 * pre, "responder", "non_responder"))
group <- factor(group, levels = c("responder", "remitter", "non_responder"))

yes <- function(names) rowSums(wide[, names, drop = FALSE] == "yes")
wide$somatic_comorbidities <- yes(c("hypertension", "diabetes", "hyperlipidaemia", "stroke",
                                    "myocardial_infarction", "epilepsy", "other_comorbidity"))
wide$tca <- ifelse(yes(c("clomipramine", "amitriptyline")) > 0, "yes", "no")
wide$ssri <- ifelse(yes(c("fluvoxamine", "paroxetine", "fluoxetine", "sertraline", "citalopram",
                          "escitalopram")) > 0, "yes", "no")
wide$snri <- ifelse(yes(c("venlafaxine", "duloxetine")) > 0, "yes", "no")
wide$other_antidepressants <- yes(c("mirtazapine", "mianserin", "trazodone", "bupropion", "vortioxetine"))
wide$antipsychotics <- yes(c("aripiprazole", "quetiapine", "olanzapine", "risperidone"))
wide$mood_stabilisers <- yes(c("lithium", "valproate", "lamotrigine", "other_mood_stabiliser"))

association <- function(values, keep) {
  counts <- table(as.character(values[keep]), group[keep])
  counts <- counts[rowSums(counts) > 0, colSums(counts) > 0, drop = FALSE]
  if (nrow(counts) < 2) return(list(p = NA, v = NA))
  chi2 <- suppressWarnings(chisq.test(counts, correct = FALSE)$statistic)
  list(p = fisher.test(counts, workspace = 2e7)$p.value,
       v = unname(sqrt(chi2 / (sum(counts) * (min(dim(counts)) - 1)))))
}

printed <- read.csv("data/table1_published.csv", colClasses = "character", encoding = "UTF-8")
rows <- list()
for (i in seq_len(nrow(printed))) {
  line <- printed[i, ]
  if (line$kind == "heading") next
  values <- wide[[line$column]]
  found <- list()
  if (line$kind == "count") {
    has <- as.character(values) == line$level
    found$n <- c(total = sum(has), sapply(levels(group), function(g) sum(has[group == g])))
    found$pct <- 100 * found$n / c(length(has), table(group)[levels(group)])
  }
  if (line$kind == "mean") {
    found$mean <- c(total = mean(values), tapply(values, group, mean))
    found$sd <- c(total = sd(values), tapply(values, group, sd))
    test <- kruskal.test(values, group)
    h <- unname(test$statistic)
    found$p <- test$p.value
    found$effect <- (h - 3 + 1) / (length(values) - 3)
  } else if (line$p != "") {
    keep <- rep(TRUE, nrow(wide))
    if (line$column == "comorbid_bp") keep <- wide$diagnosis == "BP"
    if (line$column == "comorbid_mdd") keep <- wide$diagnosis == "MDD"
    test <- association(values, keep)
    found$p <- test$p
    found$effect <- test$v
  }
  rows[[line$row]] <- lapply(found, function(x) if (length(x) > 1) as.list(x) else x)
}

# Error df from 1 to 1000 at which a printed F, p and partial eta squared hold together.
allowed <- function(f, df1, p, eta, unit_f = 0.01, unit_p = 0.001, unit_eta = 0.01) {
  df2 <- 1:1000
  low <- f - unit_f / 2; high <- f + unit_f / 2
  fits <- low * df1 / (low * df1 + df2) <= eta + unit_eta / 2 & high * df1 / (high * df1 + df2) >= eta - unit_eta / 2
  fits <- fits & pf(high, df1, df2, lower.tail = FALSE) <= p + unit_p / 2 &
    pf(low, df1, df2, lower.tail = FALSE) >= p - unit_p / 2
  range(df2[fits])
}
lines <- list(c(5.22, 4, 0.001, 0.11), c(6.26, 4, 0.001, 0.39), c(1.38, 12, 0.182, 0.09), c(0.45, 4, 0.771, 0.01),
              c(0.60, 4, 0.664, 0.01), c(0.48, 4, 0.750, 0.01), c(1.89, 4, 0.114, 0.04), c(1.45, 4, 0.220, 0.03),
              c(0.33, 4, 0.855, 0.01))
error_df <- lapply(lines, function(x) list(f = x[1], df1 = x[2], p = x[3], eta = x[4],
                                           range = allowed(x[1], x[2], x[3], x[4])))
tails <- lapply(list(c(6.26, 4, 39), c(5.22, 4, 176), c(0.45, 4, 172), c(12.5, 1, 20), c(3.1, 2, 30)), function(x)
  list(f = x[1], df1 = x[2], df2 = x[3], p = pf(x[1], x[2], x[3], lower.tail = FALSE),
       eta = x[1] * x[2] / (x[1] * x[2] + x[3])))
yates <- lapply(list(c(11, 9, 4, 16), c(12, 8, 10, 10), c(2, 18, 3, 17)), function(x)
  list(table = x, p = suppressWarnings(chisq.test(matrix(x, 2))$p.value)))
chi_tail <- list(statistic = 0.1877, df = 1, p = pchisq(0.1877, 1, lower.tail = FALSE))
kruskal <- list(p = 0.613, h = qchisq(0.613, 2, lower.tail = FALSE))

result <- toJSON(list(rows = rows, error_df = error_df, tails = tails, yates = yates, chi_tail = chi_tail,
                kruskal = kruskal), auto_unbox = TRUE, digits = NA, pretty = TRUE, na = "null")
writeLines(result, "tests/reference/published_table1.json")
