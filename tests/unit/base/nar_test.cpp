#include "lang/base/nar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

#include "lang/base/hash.hpp"
#include "tests/support/nix_oracle.hpp"

namespace hm::nar {
namespace {

Source source_of(std::string_view bytes, std::size_t most_at_once = SIZE_MAX) {
  auto left = std::make_shared<std::string_view>(bytes);
  return [left, most_at_once](char* to, std::size_t most) -> Result<std::size_t> {
    const std::size_t n = std::min({most, left->size(), most_at_once});
    std::memcpy(to, left->data(), n);
    left->remove_prefix(n);
    return n;
  };
}

// Writes down what it is told.
struct Listing : Visitor {
  std::string text;
  Status directory(const std::string& path) override {
    text += "d " + path + "\n";
    return {};
  }
  Status file(const std::string& path, bool executable, std::uint64_t size) override {
    text += (executable ? "x " : "f ") + path + " " + std::to_string(size) + "\n";
    return {};
  }
  Status content(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  Status symlink(const std::string& path, const std::string& target) override {
    text += "l " + path + " -> " + target + "\n";
    return {};
  }
};

std::string write(const std::function<void(Writer&)>& tree) {
  std::string out;
  Writer writer([&](std::string_view bytes) { out += bytes; });
  writer.begin_archive();
  tree(writer);
  return out;
}

void file(Writer& w, std::string_view text, bool executable = false) {
  w.begin_file(executable, text.size());
  w.content(text);
  w.end_file();
}

std::string sample() {
  return write([](Writer& w) {
    w.begin_directory();
    w.begin_entry("a");
    file(w, "hello world");
    w.end_entry();
    w.begin_entry("b");
    w.begin_directory();
    w.begin_entry("empty");
    file(w, "", true);
    w.end_entry();
    w.end_directory();
    w.end_entry();
    w.begin_entry("c");
    w.symlink("../x");
    w.end_entry();
    w.end_directory();
  });
}

constexpr const char* kSampleListing = "d \nf a 11\nhello worldd b\nx b/empty 0\nl c -> ../x\n";

TEST(Nar, ReadsWhatItWrote) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100000}}) {
    const std::string bytes = sample();
    Listing listing;
    Status status = read(source_of(bytes, piece), listing);
    ASSERT_TRUE(status) << status.error().message();
    EXPECT_EQ(listing.text, kSampleListing);
  }
}

TEST(Nar, TakesNothingBeyondTheEnd) {
  const std::string bytes = sample() + "rest";
  const Source source = source_of(bytes);
  Listing listing;
  ASSERT_TRUE(read(source, listing));
  char rest[8];
  auto got = source(rest, sizeof rest);
  ASSERT_TRUE(got);
  EXPECT_EQ(std::string(rest, *got), "rest");
}

TEST(Nar, EveryTruncationIsRefused) {
  const std::string bytes = sample();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Listing listing;
    EXPECT_FALSE(read(source_of(std::string_view(bytes).substr(0, size)), listing)) << size;
  }
}

// Flipping any byte outside names, targets and contents must be refused or change what is listed.
TEST(Nar, EveryChangedByteIsSeen) {
  const std::string bytes = sample();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    Listing listing;
    if (read(source_of(changed), listing)) {
      EXPECT_NE(listing.text, kSampleListing) << i;
    }
  }
}

TEST(Nar, BadNamesAreRefused) {
  const auto with_names = [](const std::vector<std::string>& names) {
    const std::string bytes = write([&](Writer& w) {
      w.begin_directory();
      for (const std::string& name : names) {
        w.begin_entry(name);
        file(w, "");
        w.end_entry();
      }
      w.end_directory();
    });
    Listing listing;
    return read(source_of(bytes), listing).ok();
  };
  EXPECT_TRUE(with_names({"A", "a", "b"}));
  EXPECT_TRUE(with_names({std::string(255, 'n')}));
  EXPECT_FALSE(with_names({std::string(256, 'n')}));
  EXPECT_FALSE(with_names({"b", "a"}));
  EXPECT_FALSE(with_names({"a", "a"}));
  for (const std::string& name :
       {std::string(""), std::string("."), std::string(".."), std::string("a/b"), std::string("a\0b", 3)}) {
    EXPECT_FALSE(with_names({name})) << name;
  }
}

TEST(Nar, DepthIsBounded) {
  const auto nested = [](int levels) {
    const std::string bytes = write([&](Writer& w) {
      for (int i = 1; i < levels; ++i) {
        w.begin_directory();
        w.begin_entry("d");
      }
      file(w, "");
      for (int i = 1; i < levels; ++i) {
        w.end_entry();
        w.end_directory();
      }
    });
    Listing listing;
    return read(source_of(bytes), listing).ok();
  };
  EXPECT_TRUE(nested(kMaxDepth));
  EXPECT_FALSE(nested(kMaxDepth + 1));
}

TEST(Nar, AnErrorOfTheVisitorEndsTheReading) {
  struct Refusing : Listing {
    Status symlink(const std::string&, const std::string&) override { return fail(Code::DiskFull, "full"); }
  } refusing;
  const std::string bytes = sample();
  Status status = read(source_of(bytes), refusing);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::DiskFull);
}

TEST(Nar, AgreesWithTheReference) {
  HM_NEEDS_NIX();
  test::NixOracle nix;
  const auto root = nix.scratch() / "tree";
  test::write_file(root / "a", "hello world");
  test::write_file(root / "b" / "empty", "");
  std::filesystem::permissions(root / "b" / "empty", std::filesystem::perms::owner_all);
  std::filesystem::create_symlink("../x", root / "c");
  EXPECT_EQ(nix.run("nix-store --dump " + root.string()).out, sample());
}

}  // namespace
}  // namespace hm::nar
