# Writes the data sets of data/*.csv that come from R packages or are simulated: patients × visits, group first.
# Run from this folder: Rscript datasets.R
suppressMessages({ library(afex); library(HSAUR3) })

write_set <- function(name, frame) write.csv(frame, file.path("data", paste0(name, ".csv")), row.names = FALSE, na = "")

wide <- function(long, id, visit, value, group = NULL, prefix = "v") {
  keys <- c(id, group, visit)
  cells <- aggregate(long[[value]], long[keys], mean)
  cells$x <- round(cells$x, 12)
  cells[[visit]] <- paste0(prefix, cells[[visit]])
  frame <- reshape(cells, idvar = c(id, group), timevar = visit, direction = "wide")
  names(frame) <- sub("^x\\.", "", names(frame))
  frame <- frame[order(frame[[id]]), ]
  frame[[id]] <- NULL
  if (!is.null(group)) names(frame)[1] <- "group"
  frame
}

data(BtheB)
write_set("btheb", data.frame(group = BtheB$treatment, drug = BtheB$drug, BtheB[4:8]))

data(obk.long)
write_set("obk_hour", wide(obk.long, "id", "hour", "value", "treatment"))
write_set("obk_phase", wide(obk.long, "id", "phase", "value", "treatment", ""))

data(md_12.1)
write_set("md_12_1", wide(md_12.1, "id", "angle", "rt", prefix = "angle"))
md_12.1$cell <- paste0(md_12.1$noise, md_12.1$angle)
write_set("md_12_1_cells", wide(md_12.1, "id", "cell", "rt", prefix = ""))

data(md_15.1)
write_set("md_15_1", wide(md_15.1, "id", "timecat", "iq", prefix = "month"))

# Serum magnesium in mmol/L on the 0.01 grid: correlated visits, unequal variances, a dip in the first group.
simulate <- function(name, sizes, seed, visits = 5, dip = 0.05) {
  set.seed(seed)
  n <- sum(sizes)
  group <- rep(letters[seq_along(sizes)], sizes)
  patient <- rnorm(n, 0.85, 0.05)
  noise <- matrix(rnorm(n * visits), n) %*% diag(seq(0.03, 0.06, length.out = visits))
  drift <- outer(as.numeric(group == "a"), sin(pi * seq(0, 1, length.out = visits))) * -dip
  values <- round(patient + noise + drift, 2)
  colnames(values) <- paste0("v", seq_len(visits))
  write_set(name, data.frame(group, values))
}
simulate("sim_9_8_28", c(9, 8, 28), 1)
simulate("sim_33_11_5", c(33, 11, 5), 2)
simulate("sim_20_1", c(20, 1), 3)
simulate("sim_two_visits", c(12, 15), 4, visits = 2, dip = 0)
simulate("sim_strong", c(14, 19, 22), 5, dip = 0.4)

# Two measures of the same patients with gaps, for the associations.
set.seed(6)
x <- round(matrix(rnorm(40 * 4, 0.85, 0.06), 40), 2)
y <- round(30 - 25 * (x - 0.85) + rnorm(40, 0, 4) + matrix(rnorm(160, 0, 3), 40))
x[cbind(c(3, 8, 15, 15, 30), c(2, 4, 1, 3, 4))] <- NA
y[cbind(c(3, 9, 20, 21, 21, 21), c(1, 4, 2, 2, 3, 4))] <- NA
colnames(x) <- paste0("x", 1:4); colnames(y) <- paste0("y", 1:4)
write_set("association", data.frame(x, y))
