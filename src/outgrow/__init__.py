"""outgrow: will this smallholder pilot scale, and what would it take?"""
