# Read every CSV file of a folder with readr, which guesses the types, and write it again for the test to compare.
suppressPackageStartupMessages(library(readr))
folders <- commandArgs(trailingOnly = TRUE)
for (file in list.files(folders[1], pattern = "[.]csv$")) {
  rows <- read_csv(file.path(folders[1], file), show_col_types = FALSE, guess_max = Inf)
  write_csv(rows, file.path(folders[2], file), na = "")
}
