"""The benchmarks: ratios of CPU times taken side by side in one run, the results compared before anything is timed."""
