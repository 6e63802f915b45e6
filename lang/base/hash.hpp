// Cryptographic hashes as the store writes them. Algorithms by OpenSSL's libcrypto (BLAKE3: blake3.hpp); encodings: base16, base32 (the
// store's own alphabet, without e o u t, digits from the end), base64, SRI ("sha256-<base64>").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lang/base/result.hpp"

namespace hm {

enum class HashAlgorithm { Md5, Sha1, Sha256, Sha512, Blake3 };

std::string_view name_of(HashAlgorithm algorithm);                            // "sha256"
std::optional<HashAlgorithm> hash_algorithm(std::string_view name);
std::size_t hash_bytes_of(HashAlgorithm algorithm);                           // 32 for sha256

struct Hash {
  HashAlgorithm algorithm = HashAlgorithm::Sha256;
  std::array<std::uint8_t, 64> bytes{};

  std::string_view raw() const;   // the bytes that count
  std::string base16() const;
  std::string base32() const;
  std::string base64() const;
  std::string sri() const;
  friend bool operator==(const Hash& a, const Hash& b);
};

// Accepts base16, base32, base64 (by length), "algo:…" and SRI. `algorithm` is needed where the text does not name
// one, and must agree where it does.
Result<Hash> parse_hash(std::string_view text, std::optional<HashAlgorithm> algorithm);

Hash hash_of(HashAlgorithm algorithm, std::string_view bytes);

// Incremental hashing.
class Hasher {
 public:
  explicit Hasher(HashAlgorithm algorithm);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void update(std::string_view bytes);
  Hash finish();  // once

 private:
  HashAlgorithm algorithm_;
  void* context_;  // EVP_MD_CTX, or a Blake3
};

// The store's base32 of arbitrary bytes, and back.
std::string base32_encode(std::string_view bytes);
Result<std::string> base32_decode(std::string_view text);

}  // namespace hm
