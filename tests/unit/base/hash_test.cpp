#include "lang/base/hash.hpp"

#include <gtest/gtest.h>

#include "tests/support/nix_oracle.hpp"

namespace hm {
namespace {

constexpr HashAlgorithm kAll[] = {HashAlgorithm::Md5, HashAlgorithm::Sha1, HashAlgorithm::Sha256,
                                  HashAlgorithm::Sha512};

// FIPS 180-2 and RFC 1321 give these for "abc".
TEST(Hash, KnownAnswers) {
  EXPECT_EQ(hash_of(HashAlgorithm::Md5, "abc").base16(), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hash_of(HashAlgorithm::Sha1, "abc").base16(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hash_of(HashAlgorithm::Sha256, "abc").base16(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash_of(HashAlgorithm::Sha512, "abc").base64(),
            "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==");
}

TEST(Hash, IncrementalIsTheSame) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += static_cast<char>(i * 7);
  for (const std::size_t step : {1, 3, 63, 64, 65, 999}) {
    Hasher hasher(HashAlgorithm::Sha256);
    for (std::size_t i = 0; i < text.size(); i += step) hasher.update(std::string_view(text).substr(i, step));
    EXPECT_EQ(hasher.finish(), hash_of(HashAlgorithm::Sha256, text)) << step;
  }
}

TEST(Hash, EveryEncodingComesBack) {
  for (const HashAlgorithm algorithm : kAll) {
    for (int i = 0; i < 50; ++i) {
      const Hash hash = hash_of(algorithm, std::to_string(i));
      const std::string prefix = std::string(name_of(algorithm)) + ":";
      for (const std::string& text : {hash.base16(), hash.base32(), hash.base64()}) {
        auto bare = parse_hash(text, algorithm);
        ASSERT_TRUE(bare) << text << ": " << bare.error().message();
        EXPECT_EQ(*bare, hash);
        auto named = parse_hash(prefix + text, std::nullopt);
        ASSERT_TRUE(named) << text;
        EXPECT_EQ(*named, hash);
      }
      auto sri = parse_hash(hash.sri(), std::nullopt);
      ASSERT_TRUE(sri) << hash.sri();
      EXPECT_EQ(*sri, hash);
    }
  }
}

TEST(Hash, Refusals) {
  const auto message = [](std::string_view text, std::optional<HashAlgorithm> algorithm) {
    auto parsed = parse_hash(text, algorithm);
    return parsed ? std::string("accepted") : parsed.error().message();
  };
  EXPECT_EQ(message("abc", std::nullopt),
            "hash 'abc' does not include a type, nor is the type otherwise known from context");
  EXPECT_EQ(message("abc", HashAlgorithm::Sha256), "hash 'abc' has wrong length for hash algorithm 'sha256'");
  EXPECT_EQ(message("sha1:abc", HashAlgorithm::Sha256), "hash 'sha1:abc' should have type 'sha256'");
  EXPECT_EQ(message("sha3:abc", std::nullopt),
            "unknown hash algorithm 'sha3', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'");
  EXPECT_EQ(message("sha256-AAAA", std::nullopt), "invalid SRI hash 'AAAA', length 3 != expected length 32");
  EXPECT_EQ(message(std::string(64, 'g'), HashAlgorithm::Sha256),
            "invalid base-16 hash '" + std::string(64, 'g') + "'");
  // 'e' is not in the alphabet; and a first digit that would need a 257th bit.
  EXPECT_NE(message(std::string(52, 'e'), HashAlgorithm::Sha256), "accepted");
  EXPECT_NE(message("z" + std::string(51, '0'), HashAlgorithm::Sha256), "accepted");
  EXPECT_EQ(message("1" + std::string(51, '0'), HashAlgorithm::Sha256), "accepted");
}

TEST(Base32, EveryLengthComesBack) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    auto decoded = base32_decode(base32_encode(bytes));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, bytes);
    bytes += static_cast<char>(i * 37 + 200);
  }
}

TEST(Hash, AgreesWithTheReference) {
  HM_NEEDS_NIX();
  test::NixOracle nix;
  const std::string text = "some text\n";
  const auto file = nix.scratch() / "text";
  test::write_file(file, text);
  for (const HashAlgorithm algorithm : kAll) {
    const std::string common = "nix-hash --flat --type " + std::string(name_of(algorithm)) + " ";
    const Hash hash = hash_of(algorithm, text);
    EXPECT_EQ(nix.run(common + file.string()).out, hash.base16() + "\n");
    EXPECT_EQ(nix.run(common + "--base32 " + file.string()).out, hash.base32() + "\n");
    EXPECT_EQ(nix.run("nix --extra-experimental-features nix-command hash file --type " +
                      std::string(name_of(algorithm)) + " " + file.string())
                  .out,
              hash.sri() + "\n");
  }
}

}  // namespace
// Pieces of any size come to what the whole comes to: around the ends of blocks (64 bytes) and chunks (1024),
// and where subtrees of several sizes wait. The answers are b3sum's.
TEST(Hash, Blake3InPieces) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "0123456789abcdef";
  const std::pair<std::size_t, const char*> answers[] = {
      {64, "b12d91bcebcbecea463bbd02edb632317f0e50c80f1bfa54204a7aee68baf857"},
      {80, "024af0177bbea68c464cb5fe09c4c7b6b822a78d033b4401709d9db9f5783e2b"},
      {1024, "cd95a00556873e07e6f051677509a338e17af3678b4ab696927dae3da3002aa0"},
      {1040, "02288a8770f888e40e423e5b32d9bd26dc004ec1a79b840c5b87ef7622d90fae"},
      {16000, "1a5f48707bc46069d8d362b030e7b1d7165e4cf1637ebb503385a18c49744ea9"},
  };
  for (const auto& [size, answer] : answers) {
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{1000}, size}) {
      Hasher hasher(HashAlgorithm::Blake3);
      for (std::size_t at = 0; at < size; at += piece)
        hasher.update(std::string_view(text).substr(at, std::min(piece, size - at)));
      EXPECT_EQ(hasher.finish().base16(), answer) << size << " bytes in pieces of " << piece;
    }
  }
}

}  // namespace hm
