# Reference figures of the ANOVA of visits. Writes anova.json.
# Run from this folder: Rscript anova.R
source("anova_functions.R")

sets <- list(
  figures("btheb"), figures("btheb", "group"), figures("btheb", "drug", loo = 1:5),
  figures("obk_hour"), figures("obk_hour", "group"), figures("obk_phase", "group"),
  figures("md_12_1"), figures("md_12_1_cells"), figures("md_15_1", loo = 1:12),
  figures("pingouin_mixed", "group", loo = 1:26), figures("pingouin_rm"), figures("pingouin_rm", "group"),
  figures("sim_9_8_28"), figures("sim_9_8_28", "group", loo = c(1, 9, 10, 17, 18, 45)),
  figures("sim_33_11_5", "group"), figures("sim_20_1"), figures("sim_20_1", "group"),
  figures("sim_two_visits"), figures("sim_two_visits", "group"), figures("sim_strong", "group"))
write_sets(sets, "anova.json")
