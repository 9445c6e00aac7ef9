# Read every CSV file of a folder with readr, every column as text, and write it again for the test to compare.
suppressPackageStartupMessages(library(readr))
folders <- commandArgs(trailingOnly = TRUE)
for (file in list.files(folders[1], pattern = "[.]csv$")) {
  rows <- read_csv(file.path(folders[1], file), col_types = cols(.default = col_character()), na = character())
  write_csv(rows, file.path(folders[2], file), na = "")
}
