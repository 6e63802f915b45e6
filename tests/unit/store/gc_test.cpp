// The collector removes what no root reaches, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "tests/unit/store/store_scene.hpp"

namespace hm {
namespace {

namespace stdfs = std::filesystem;
using test::must;
using test::StoreScene;

void link(const std::string& at, const std::string& target) {
  stdfs::create_directories(stdfs::path(at).parent_path());
  stdfs::create_symlink(target, at);
}

std::vector<StorePath> collected(StoreScene& s, GcOptions options = {}) {
  s.open();  // what this process added is no longer kept for its own sake
  std::vector<StorePath> dead = must(s.store->collect_garbage(options)).dead;
  std::sort(dead.begin(), dead.end());
  return dead;
}

TEST(Gc, RootsOfEveryKindKeepTheirClosures) {
  StoreScene s;
  const auto text = [&](const std::string& name, const std::vector<StorePath>& refs = {}) {
    return must(s.store->add_text(name, name, refs));
  };
  const StorePath base = text("base");
  const StorePath profile = text("profile", {base}), direct = text("direct"), result = text("result");
  const StorePath old = text("old-result"), dead = text("dead", {base});
  must(s.store->flush());
  link(s.state_dir + "/profiles/home-1-link", s.in(profile));
  link(s.state_dir + "/profiles/home", "home-1-link");
  link(s.state_dir + "/gcroots/sub/direct", s.in(direct) + "/below/it");
  must(s.store->make_root_link(s.root + "/result", result));
  must(s.store->make_root_link(s.root + "/old", old));
  stdfs::remove(s.root + "/old");
  s.open();
  const GcReport dry = must(s.store->collect_garbage({.dry_run = true}));
  EXPECT_THAT(dry.dead, testing::UnorderedElementsAre(dead, old));
  EXPECT_EQ(dry.stale_roots.size(), 1U);
  EXPECT_TRUE(stdfs::exists(s.in(dead))) << "a dry run removes nothing";
  EXPECT_THAT(collected(s), testing::UnorderedElementsAre(dead, old));
  for (const StorePath& path : {base, profile, direct, result}) {
    EXPECT_TRUE(must(s.store->is_valid(path)));
    EXPECT_TRUE(stdfs::exists(s.in(path)));
  }
  EXPECT_FALSE(stdfs::exists(s.in(dead)));
  EXPECT_THAT(must(s.store->collect_garbage({})).stale_roots, testing::IsEmpty());
}

TEST(Gc, ALivingProcessKeepsWhatItAdded) {
  StoreScene s;
  auto other = must(Store::open(s.options(), s.real));
  const StorePath theirs = must(other->add_text("theirs", "x", {}));
  must(other->flush());
  EXPECT_THAT(collected(s), testing::IsEmpty());
  // Added before, found again: kept, too.
  auto third = must(Store::open(s.options(), s.real));
  EXPECT_EQ(must(third->add_text("theirs", "x", {})), theirs);
  must(third->flush());
  other.reset();
  EXPECT_THAT(collected(s), testing::IsEmpty());
  third.reset();
  EXPECT_THAT(collected(s), testing::ElementsAre(theirs));
}

TEST(Gc, DerivationsOfLiveOutputsStayUnlessToldOtherwise) {
  StoreScene s;
  const StorePath drv = s.builtin("x", "tree", {{"entries", nlohmann::json::array()}});
  const StorePath out = s.build(drv);
  link(s.state_dir + "/profiles/p", s.in(out));
  EXPECT_THAT(collected(s), testing::IsEmpty());
  EXPECT_THAT(collected(s, {.keep_derivations = false}), testing::ElementsAre(drv));
  EXPECT_TRUE(must(s.store->is_valid(out)));
}

TEST(Gc, LitterGoesAndForeignFilesStay) {
  StoreScene s;
  s.write(s.store_dir + "/.tmp-123-4-5-1/file", "half");
  s.write(s.store_dir + "/" + std::string(32, '0') + "-x", "no row");
  s.write(s.store_dir + "/README", "mine");
  const GcReport report = must(s.store->collect_garbage({}));
  EXPECT_EQ(report.litter, 2U);
  EXPECT_GT(report.freed_bytes, 0U);
  std::vector<std::string> names;
  for (const auto& entry : stdfs::directory_iterator(s.store_dir)) names.push_back(entry.path().filename());
  EXPECT_THAT(names, testing::ElementsAre("README"));
}

TEST(Gc, TreesDeeperThanAnyPathCanBeRemoved) {
  StoreScene s;
  std::string path = s.store_dir + "/.tmp-1-1-1-1";
  Fd fd = must(s.real.open_directory(At(s.store_dir), Follow::Yes, Resolve::Ordinary));
  must(s.real.make_directory(At(fd, ".tmp-1-1-1-1"), 0700));
  fd = must(s.real.open_directory(At(fd, ".tmp-1-1-1-1"), Follow::Yes, Resolve::Ordinary));
  const std::string name(200, 'd');
  for (int depth = 0; depth < 3000; ++depth) {
    must(s.real.make_directory(At(fd, name), 0700));
    fd = must(s.real.open_directory(At(fd, name), Follow::Yes, Resolve::Ordinary));
  }
  fd = Fd();
  must(s.store->collect_garbage({}));
  EXPECT_TRUE(stdfs::is_empty(s.store_dir));
}

TEST(Gc, DeletingWhatIsNeededIsRefused) {
  StoreScene s;
  const StorePath base = must(s.store->add_text("base", "b", {})),
                  user = must(s.store->add_text("user", "u", {base}));
  must(s.store->flush());
  auto mine = s.store->delete_paths({user});
  ASSERT_FALSE(mine.ok()) << "this process still keeps it";
  s.open();
  auto needed = s.store->delete_paths({base});
  ASSERT_FALSE(needed.ok());
  EXPECT_TRUE(must(s.store->is_valid(base)));
  EXPECT_THAT(must(s.store->delete_paths({base, user})).dead, testing::ElementsAre(base, user));
  EXPECT_FALSE(stdfs::exists(s.in(base)));
}

TEST(GcProperty, NeverRemovesWhatIsReachableAndAlwaysTheRest) {
  const char* given = std::getenv("HM_SEED");
  const unsigned start =
      given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
  const char* rounds = std::getenv("HM_GC_GRAPHS");
  const int graphs = rounds != nullptr ? std::atoi(rounds) : 150;
  SCOPED_TRACE(fmt::format("HM_SEED={}", start));
  std::mt19937 random(start);
  for (int graph = 0; graph < graphs; ++graph) {
    StoreScene s;
    const std::size_t count = 1 + random() % 14;
    std::vector<StorePath> paths;
    std::vector<std::vector<std::size_t>> references(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<StorePath> refs;
      for (std::size_t j = 0; j < i; ++j) {
        if (random() % 4 == 0) {
          references[i].push_back(j);
          refs.push_back(paths[j]);
        }
      }
      paths.push_back(must(s.store->add_text(fmt::format("n{}", i), fmt::format("{} {}", graph, i), refs)));
    }
    must(s.store->flush());
    std::vector<bool> reachable(count);
    for (std::size_t i = 0; i < count; ++i) {
      if (random() % 5 != 0) continue;
      reachable[i] = true;
      link(fmt::format("{}/{}/r{}", s.state_dir, random() % 2 == 0 ? "profiles" : "gcroots", i),
           s.in(paths[i]));
    }
    for (std::size_t i = count; i-- > 0;) {
      if (!reachable[i]) continue;
      for (const std::size_t j : references[i]) reachable[j] = true;
    }
    std::vector<StorePath> expected;
    for (std::size_t i = 0; i < count; ++i) {
      if (!reachable[i]) expected.push_back(paths[i]);
    }
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(collected(s), expected) << "graph " << graph;
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(stdfs::exists(s.in(paths[i])), reachable[i]) << i;
    ASSERT_THAT(must(s.store->verify()).problems, testing::IsEmpty());
  }
}

}  // namespace
}  // namespace hm
