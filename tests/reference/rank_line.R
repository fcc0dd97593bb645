# Monotone regression on ranks (Iman & Conover 1979) in base R. Writes rank_line.json.
# Run from this folder: Rscript rank_line.R
suppressMessages(library(jsonlite))
line <- function(x, y) {
  keep <- complete.cases(x, y); x <- x[keep]; y <- y[keep]
  fit <- lm(rank(y) ~ rank(x))
  at <- sort(unique(x))
  predicted <- coef(fit)[[1]] + coef(fit)[[2]] * rank(x)[match(at, x)]
  known <- !duplicated(y)
  list(x = at, y = approx(rank(y)[known], y[known], predicted, rule = 2)$y)
}
d <- read.csv("data/association.csv"); x <- as.matrix(d[1:4]); y <- as.matrix(d[5:8])
visits <- lapply(1:4, function(j) line(x[, j], y[, j]))
tied <- list(x = c(1, 1, 2, 2, 2, 3, 5, 8), y = c(4, 9, 4, 2, 2, 7, 7, 20))
write(toJSON(list(visits = visits, tied = c(tied, list(line = line(tied$x, tied$y)))), digits = NA, auto_unbox = TRUE),
  "rank_line.json")
