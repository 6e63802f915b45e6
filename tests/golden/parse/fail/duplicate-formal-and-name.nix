a@{ a, b }: b
