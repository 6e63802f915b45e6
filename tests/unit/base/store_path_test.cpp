#include "lang/base/store_path.hpp"

#include <gtest/gtest.h>

#include "tests/support/nix_oracle.hpp"

namespace hm {
namespace {

std::string refusal(std::string_view base) {
  auto path = StorePath::parse_base(base);
  return path ? std::string("accepted") : path.error().message();
}

TEST(StorePath, Parts) {
  auto path = StorePath::parse("/nix/store",
                               "/nix/store/chm5x44sajbklkyvkald53hfslm79xqw-home-manager-generation.drv");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->hash_part(), "chm5x44sajbklkyvkald53hfslm79xqw");
  EXPECT_EQ(path->name(), "home-manager-generation.drv");
  EXPECT_TRUE(path->is_derivation());
  EXPECT_EQ(path->in("/s"), "/s/chm5x44sajbklkyvkald53hfslm79xqw-home-manager-generation.drv");
}

TEST(StorePath, Refusals) {
  const std::string hash(32, '0');
  EXPECT_EQ(refusal("short"), "'short' is too short to be a valid store path");
  EXPECT_NE(refusal(hash + "_x").find("not followed by a '-'"), std::string::npos);
  EXPECT_NE(refusal(std::string(32, 'e') + "-x").find("illegal base-32 character 'e'"), std::string::npos);
  EXPECT_NE(refusal(hash + "-").find("name must not be empty"), std::string::npos);
  EXPECT_NE(refusal(hash + "-a b").find("illegal character ' '"), std::string::npos);
  EXPECT_NE(refusal(hash + "-a/b").find("illegal character '/'"), std::string::npos);
  for (const char* dots : {".", "..", ".-a", "..-a"})
    EXPECT_NE(refusal(hash + "-" + dots), "accepted") << dots;
  for (const char* fine : {".a", "..a", "...", "a", "A+-._?=9"})
    EXPECT_EQ(refusal(hash + "-" + fine), "accepted") << fine;
  EXPECT_EQ(refusal(hash + "-" + std::string(211, 'a')), "accepted");
  EXPECT_NE(refusal(hash + "-" + std::string(212, 'a')), "accepted");
  EXPECT_FALSE(StorePath::parse("/nix/store", "/nix/store/" + hash + "-x/y"));
  EXPECT_FALSE(StorePath::parse("/nix/store", "/nix/stores/" + hash + "-x"));
  EXPECT_FALSE(StorePath::parse("/nix/store", "/nix/store"));
  EXPECT_FALSE(StorePath::parse("/nix/store", ""));
}

// The placeholder that the reference's manual prints for "out".
TEST(StorePath, Placeholder) {
  EXPECT_EQ(placeholder("out"), "/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9");
}

TEST(StorePath, OrderOfReferencesDoesNotMatter) {
  const StorePath a = text_path("/nix/store", "a", "1", {});
  const StorePath b = text_path("/nix/store", "b", "2", {});
  EXPECT_EQ(text_path("/nix/store", "c", "3", {a, b}), text_path("/nix/store", "c", "3", {b, a, b}));
  EXPECT_NE(text_path("/nix/store", "c", "3", {a, b}), text_path("/nix/store", "c", "3", {a}));
}

TEST(StorePath, TextsAgreeWithTheReference) {
  HM_NEEDS_NIX();
  test::NixOracle nix;
  const auto toFile =
      nix.run("nix-instantiate --eval --read-write-mode -E 'builtins.toFile \"t\" \"hello\"'");
  EXPECT_EQ(toFile.out, "\"" + text_path(nix.store_dir(), "t", "hello", {}).in(nix.store_dir()) + "\"\n");
  const auto nested = nix.run(
      "nix-instantiate --eval --read-write-mode -E 'builtins.toFile \"u\" \"see ${builtins.toFile \"t\" "
      "\"hello\"}\"'");
  const StorePath t = text_path(nix.store_dir(), "t", "hello", {});
  EXPECT_EQ(nested.out,
            "\"" + text_path(nix.store_dir(), "u", "see " + t.in(nix.store_dir()), {t}).in(nix.store_dir()) +
                "\"\n");
}

TEST(StorePath, FixedOutputsAgreeWithTheReference) {
  HM_NEEDS_NIX();
  test::NixOracle nix;
  for (const HashAlgorithm algorithm :
       {HashAlgorithm::Md5, HashAlgorithm::Sha1, HashAlgorithm::Sha256, HashAlgorithm::Sha512}) {
    for (const bool recursive : {false, true}) {
      const Hash hash = hash_of(algorithm, "x");
      const auto expected =
          nix.run(std::string("nix-store --print-fixed-path ") + (recursive ? "--recursive " : "") +
                  std::string(name_of(algorithm)) + " " + hash.base16() + " some-name");
      EXPECT_EQ(expected.out,
                fixed_output_path(nix.store_dir(), "some-name", hash, recursive).in(nix.store_dir()) + "\n");
    }
  }
}

}  // namespace
}  // namespace hm
