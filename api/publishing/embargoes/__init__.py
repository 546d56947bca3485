"""What is planned and approved for release, for partners whose contract lets them read it ahead."""
