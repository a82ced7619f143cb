"""Ray Data jobs: long work spread over processes and machines. They drive `viscoper`, never the other way round."""
