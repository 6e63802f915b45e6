#include "lang/base/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <vector>

#include "lang/base/blake3.hpp"

namespace hm {

namespace {

struct AlgorithmInfo {
  HashAlgorithm algorithm;
  std::string_view name;
  std::size_t bytes;
  const char* evp_name;
};

constexpr AlgorithmInfo kAlgorithms[] = {
    {HashAlgorithm::Md5, "md5", 16, "MD5"},
    {HashAlgorithm::Sha1, "sha1", 20, "SHA1"},
    {HashAlgorithm::Sha256, "sha256", 32, "SHA256"},
    {HashAlgorithm::Sha512, "sha512", 64, "SHA512"},
    {HashAlgorithm::Blake3, "blake3", Blake3::kBytes, nullptr},
};

const AlgorithmInfo& about(HashAlgorithm algorithm) {
  return kAlgorithms[static_cast<std::size_t>(algorithm)];
}

// Fetched once: looking an algorithm up costs more than hashing a short text with it. The library's
// configuration file is not read; it could only slow the start and change what a hash means.
const EVP_MD* evp(HashAlgorithm algorithm) {
  static const auto fetched = [] {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    std::array<const EVP_MD*, std::size(kAlgorithms)> result{};
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (kAlgorithms[i].evp_name) result[i] = EVP_MD_fetch(nullptr, kAlgorithms[i].evp_name, nullptr);
    }
    return result;
  }();
  const EVP_MD* md = fetched[static_cast<std::size_t>(algorithm)];
  // A libcrypto restricted by policy may lack md5; that is the machine's answer, not a wrong configuration.
  if (!md) throw std::runtime_error("libcrypto does not provide " + std::string(about(algorithm).name));
  return md;
}

constexpr std::string_view kBase16 = "0123456789abcdef";
constexpr std::string_view kBase32 = "0123456789abcdfghijklmnpqrsvwxyz";  // without e o u t
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> digits_of(std::string_view alphabet) {
  std::array<std::int8_t, 256> table{};
  for (auto& digit : table) digit = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}
constexpr auto kDigits32 = digits_of(kBase32);
constexpr auto kDigits64 = digits_of(kBase64);

std::string base16_encode(std::string_view bytes) {
  std::string out(bytes.size() * 2, '\0');
  char* to = out.data();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *to++ = kBase16[byte >> 4];
    *to++ = kBase16[byte & 15];
  }
  return out;
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

Result<std::string> base16_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (!high || !low) return fail(Code::BadUse, "invalid base-16 hash '{}'", text);
    out += static_cast<char>(*high << 4 | *low);
  }
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t window = 0;
  int bits = 0;
  for (const char c : bytes) {
    window = window << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += kBase64[window >> (bits - 6) & 63];
  }
  if (bits) out += kBase64[window << (6 - bits) & 63];
  while (out.size() % 4) out += '=';
  return out;
}

Result<std::string> base64_decode(std::string_view text) {
  std::string out;
  std::uint32_t window = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    if (c == '\n') continue;
    const int digit = kDigits64[static_cast<unsigned char>(c)];
    if (digit < 0) return fail(Code::BadUse, "invalid character in Base64 string: '{}'", c);
    window = window << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(window >> bits & 255);
    }
  }
  return out;
}

std::size_t base32_length(std::size_t bytes) {
  return bytes == 0 ? 0 : (bytes * 8 - 1) / 5 + 1;
}
std::size_t base64_length(std::size_t bytes) {
  return (bytes + 2) / 3 * 4;
}

Result<Hash> decode(std::string_view text, HashAlgorithm algorithm, bool is_sri) {
  const std::size_t size = hash_bytes_of(algorithm);
  std::string_view encoding = "SRI";
  Result<std::string> bytes = std::string();
  if (!is_sri && text.size() == size * 2) {
    encoding = "base16";
    bytes = base16_decode(text);
  } else if (!is_sri && text.size() == base32_length(size)) {
    encoding = "nix32";
    bytes = base32_decode(text);
  } else if (is_sri || text.size() == base64_length(size)) {
    if (!is_sri) encoding = "base64";
    bytes = base64_decode(text);
  } else {
    return fail(Code::BadUse, "hash '{}' has wrong length for hash algorithm '{}'", text, name_of(algorithm));
  }
  if (!bytes) return std::move(bytes).error().context(fmt::format("while decoding hash '{}'", text));
  if (bytes->size() != size) {
    return fail(Code::BadUse, "invalid {} hash '{}', length {} != expected length {}", encoding, text,
                bytes->size(), size);
  }
  Hash hash{algorithm, {}};
  std::memcpy(hash.bytes.data(), bytes->data(), size);
  return hash;
}

}  // namespace

std::string_view name_of(HashAlgorithm algorithm) {
  return about(algorithm).name;
}

std::optional<HashAlgorithm> hash_algorithm(std::string_view name) {
  for (const AlgorithmInfo& known : kAlgorithms) {
    if (known.name == name) return known.algorithm;
  }
  return std::nullopt;
}

std::size_t hash_bytes_of(HashAlgorithm algorithm) {
  return about(algorithm).bytes;
}

std::string_view Hash::raw() const {
  return {reinterpret_cast<const char*>(bytes.data()), hash_bytes_of(algorithm)};
}
std::string Hash::base16() const {
  return base16_encode(raw());
}
std::string Hash::base32() const {
  return base32_encode(raw());
}
std::string Hash::base64() const {
  return base64_encode(raw());
}
std::string Hash::sri() const {
  return std::string(name_of(algorithm)) + "-" + base64();
}

bool operator==(const Hash& a, const Hash& b) {
  return a.algorithm == b.algorithm && a.raw() == b.raw();
}

Result<Hash> parse_hash(std::string_view text, std::optional<HashAlgorithm> algorithm) {
  const std::string_view whole = text;
  bool is_sri = false;
  std::size_t separator = text.find(':');
  if (separator == std::string_view::npos) {
    separator = text.find('-');
    is_sri = separator != std::string_view::npos;
  }
  if (separator != std::string_view::npos) {
    const std::string_view name = text.substr(0, separator);
    const auto named = hash_algorithm(name);
    if (!named) {
      return fail(Code::BadUse, "unknown hash algorithm '{}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'",
                  name);
    }
    if (algorithm && *algorithm != *named) {
      return fail(Code::BadUse, "hash '{}' should have type '{}'", whole, name_of(*algorithm));
    }
    algorithm = named;
    text.remove_prefix(separator + 1);
  }
  if (!algorithm) {
    return fail(Code::BadUse,
                "hash '{}' does not include a type, nor is the type otherwise known from context", whole);
  }
  return decode(text, *algorithm, is_sri);
}

Hash hash_of(HashAlgorithm algorithm, std::string_view bytes) {
  Hasher hasher(algorithm);
  hasher.update(bytes);
  return hasher.finish();
}

namespace {

// Contexts that are free, by algorithm: making one costs as much as hashing a few hundred bytes, and an evaluation hashes
// many short texts.
class FreeContexts {
 public:
  ~FreeContexts() {
    for (auto& list : lists_) {
      for (EVP_MD_CTX* context : list) EVP_MD_CTX_free(context);
    }
  }
  EVP_MD_CTX* take(HashAlgorithm algorithm) {
    auto& list = lists_[static_cast<std::size_t>(algorithm)];
    if (list.empty()) return EVP_MD_CTX_new();
    EVP_MD_CTX* context = list.back();
    list.pop_back();
    return context;
  }
  void give_back(HashAlgorithm algorithm, EVP_MD_CTX* context) {
    constexpr std::size_t kMost = 8;
    auto& list = lists_[static_cast<std::size_t>(algorithm)];
    if (context && list.size() < kMost) {
      list.push_back(context);
    } else {
      EVP_MD_CTX_free(context);
    }
  }

 private:
  std::array<std::vector<EVP_MD_CTX*>, std::size(kAlgorithms)> lists_;
};
thread_local FreeContexts free_contexts;

}  // namespace

Hasher::Hasher(HashAlgorithm algorithm) : algorithm_(algorithm), context_(nullptr) {
  if (algorithm == HashAlgorithm::Blake3) {
    context_ = new Blake3;
    return;
  }
  EVP_MD_CTX* context = free_contexts.take(algorithm);
  if (!context || EVP_DigestInit_ex2(context, evp(algorithm), nullptr) != 1) {
    EVP_MD_CTX_free(context);
    throw std::bad_alloc();
  }
  context_ = context;
}

Hasher::~Hasher() {
  if (algorithm_ == HashAlgorithm::Blake3) {
    delete static_cast<Blake3*>(context_);
  } else {
    free_contexts.give_back(algorithm_, static_cast<EVP_MD_CTX*>(context_));
  }
}

Hasher::Hasher(Hasher&& other) noexcept
    : algorithm_(other.algorithm_), context_(std::exchange(other.context_, nullptr)) {}

Hasher& Hasher::operator=(Hasher&& other) noexcept {
  std::swap(algorithm_, other.algorithm_);
  std::swap(context_, other.context_);
  return *this;
}

void Hasher::update(std::string_view bytes) {
  if (algorithm_ == HashAlgorithm::Blake3) {
    static_cast<Blake3*>(context_)->update(bytes);
  } else {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size());
  }
}

Hash Hasher::finish() {
  Hash hash{algorithm_, {}};
  if (algorithm_ == HashAlgorithm::Blake3) {
    const auto result = static_cast<const Blake3*>(context_)->finish();
    std::copy(result.begin(), result.end(), hash.bytes.begin());
    return hash;
  }
  unsigned size = 0;
  EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), hash.bytes.data(), &size);
  return hash;
}

// The text is the number that the bytes are in little-endian order, most significant digit first.
std::string base32_encode(std::string_view bytes) {
  const std::size_t length = base32_length(bytes.size());
  std::string out(length, '0');
  for (std::size_t n = 0; n < length; ++n) {
    const std::size_t bit = n * 5;
    const std::size_t i = bit / 8;
    const unsigned shift = bit % 8;
    unsigned digit = static_cast<unsigned char>(bytes[i]) >> shift;
    if (i + 1 < bytes.size())
      digit |= static_cast<unsigned>(static_cast<unsigned char>(bytes[i + 1])) << (8 - shift);
    out[length - 1 - n] = kBase32[digit & 31];
  }
  return out;
}

Result<std::string> base32_decode(std::string_view text) {
  std::string out(text.size() * 5 / 8, '\0');
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = text[text.size() - 1 - n];
    const int digit = kDigits32[static_cast<unsigned char>(c)];
    if (digit < 0)
      return fail(Code::BadUse, "invalid character in Nix32 (Nix's Base32 variation) string: '{}'", c);
    const std::size_t bit = n * 5;
    const std::size_t i = bit / 8;
    const unsigned shift = bit % 8;
    const unsigned spread = static_cast<unsigned>(digit) << shift;
    if (i < out.size()) {
      out[i] = static_cast<char>(static_cast<unsigned char>(out[i]) | (spread & 255));
      if (spread >> 8 == 0) continue;
    }
    // Bits beyond the last byte: only zeros may stand there.
    if (i + 1 < out.size()) {
      out[i + 1] = static_cast<char>(static_cast<unsigned char>(out[i + 1]) | spread >> 8);
    } else if (i < out.size() ? spread >> 8 != 0 : spread != 0) {
      return fail(Code::BadUse, "invalid base-32 hash '{}'", text);
    }
  }
  return out;
}

}  // namespace hm
