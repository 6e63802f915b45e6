// Faults at every point, not at samples: die before the n-th change, fail the n-th call, cut the power after
// the n-th change with any part of the unsynced changes lost. What must hold afterwards is always the same:
// every object that the index calls valid is whole, the same work can be done again, and a collection leaves
// no litter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>

#include "tests/support/fault_fs.hpp"
#include "tests/support/memory_fs.hpp"
#include "tests/unit/store/store_scene.hpp"

namespace hm {
namespace {

namespace stdfs = std::filesystem;
using nlohmann::json;
using test::Died;
using test::FaultFs;
using test::MemoryFs;
using test::must;
using test::Scratch;

struct Places {
  std::string root;
  StoreOptions options() const {
    return {.store_dir = root + "/store", .state_dir = root + "/state", .data_dir = root + "/var/hm"};
  }
};

Derivation computed(Store& store, const std::string& name, const json& attributes,
                    const std::set<StorePath>& sources) {
  Derivation d;
  d.system = "builtin";
  d.builder = "builtin:tree";
  d.environment["__json"] = attributes.dump();
  for (const StorePath& source : sources) d.input_sources.insert(source.in(store.dir()));
  d.outputs["out"] = {
      output_path(store.dir(), hash_of(HashAlgorithm::Sha256, d.to_aterm()), name, "out").in(store.dir()), "",
      ""};
  return d;
}

// The work that is interrupted: texts, a source tree, and a build that refers to both.
Result<StorePath> work(Store& store, const std::string& source) {
  HM_TRY(const StorePath one, store.add_text("one", "first", {}));
  HM_TRY(const StorePath two, store.add_text("two", "second", {one}));
  HM_TRY(const StorePath tree, store.add_source(source, {.name = "tree"}));
  const json attributes = {{"entries",
                            {{{"path", "a/b"}, {"text", "see " + two.in(store.dir())}},
                             {{"path", "copy"}, {"copy", tree.in(store.dir())}},
                             {{"path", "l"}, {"target", tree.in(store.dir())}}}}};
  HM_TRY(const StorePath drv,
         store.add_derivation("built", computed(store, "built", attributes, {two, tree})));
  HM_TRY(const Realised built, store.realise({{drv, {}}}, {}));
  return built.at(drv).at("out");
}

// What must hold, whatever happened. Returns the valid objects that were found.
std::size_t check(Fs& fs, const Places& places, const std::string& source, const std::string& when) {
  SCOPED_TRACE(when);
  auto store = must(Store::open(places.options(), fs));
  const VerifyReport report = must(store->verify());
  for (const auto& problem : report.problems) ADD_FAILURE() << problem.text;
  auto again = work(*store, source);
  EXPECT_TRUE(again.ok()) << again.error().message();
  EXPECT_THAT(must(store->verify()).problems, testing::IsEmpty());
  must(store->collect_garbage({}));
  store.reset();
  // A collection by another process leaves exactly the valid objects.
  store = must(Store::open(places.options(), fs));
  must(store->collect_garbage({}));
  const auto names =
      must(fs.list(must(fs.open_directory(At(places.root + "/store"), Follow::Yes, Resolve::Ordinary))));
  std::set<std::string> valid;
  for (const PathInfo& info : must(store->all())) valid.insert(info.path.base());
  for (const NodeEntry& entry : names) {
    EXPECT_TRUE(valid.contains(entry.name)) << entry.name;
  }
  EXPECT_EQ(names.size(), valid.size());
  return report.checked;
}

void make_source(const std::string& root) {
  stdfs::create_directories(root + "/src/sub");
  std::ofstream(root + "/src/file") << std::string(3000, 'x');
  std::ofstream(root + "/src/sub/other") << "other";
  stdfs::create_symlink("file", root + "/src/link");
}

TEST(StoreCrash, DyingBeforeEachChangeLeavesAWholeStore) {
  std::set<std::size_t> seen;
  for (std::size_t n = 1;; ++n) {
    Scratch scratch;
    const Places places{scratch.path()};
    make_source(scratch.path());
    RealFs real;
    FaultFs faulty(real);
    faulty.die_before_mutation(n);
    try {
      auto store = Store::open(places.options(), faulty);
      if (store) static_cast<void>(work(**store, scratch.path() + "/src"));
    } catch (const Died&) {
    }
    const bool fired = faulty.fired();
    seen.insert(check(real, places, scratch.path() + "/src", fmt::format("died before change {}", n)));
    if (!fired) {
      EXPECT_GT(n, 40U);
      break;
    }
  }
  // The loop has seen stores with nothing, with the sources alone, and with everything.
  EXPECT_GE(seen.size(), 3U);
}

void fail_each_call(int error, bool persistently) {
  for (std::size_t n = 1;; ++n) {
    Scratch scratch;
    const Places places{scratch.path()};
    make_source(scratch.path());
    RealFs real;
    FaultFs faulty(real);
    faulty.fail_call(n, error, persistently);
    {
      auto store = Store::open(places.options(), faulty);
      if (store) {
        auto result = work(**store, scratch.path() + "/src");
        // What was reported as done is done.
        if (result) {
          auto clean = must(Store::open(places.options(), real));
          EXPECT_TRUE(must(clean->is_valid(*result))) << n;
        }
      }
    }
    check(real, places, scratch.path() + "/src",
          fmt::format("call {} failed with {}", n, std::strerror(error)));
    if (!faulty.fired()) break;
  }
}

TEST(StoreCrash, FullDiskAtEachCall) {
  fail_each_call(ENOSPC, false);
}
TEST(StoreCrash, FullDiskFromEachCallOn) {
  fail_each_call(ENOSPC, true);
}
TEST(StoreCrash, IoErrorAtEachCall) {
  fail_each_call(EIO, false);
}

TEST(StoreCrash, AFailedSyncFailsTheTransaction) {
  // A sync that failed once and then "succeeds" proves nothing about what was written before it.
  for (const char* verb : {"sync", "sync_filesystem"}) {
    for (std::size_t n = 1;; ++n) {
      Scratch scratch;
      const Places places{scratch.path()};
      make_source(scratch.path());
      RealFs real;
      FaultFs faulty(real);
      bool all_good = false;
      {
        auto store = must(Store::open(places.options(), faulty));
        faulty.fail_verb(verb, n, EIO);
        all_good = work(*store, scratch.path() + "/src").ok();
      }
      if (!faulty.fired()) break;
      EXPECT_FALSE(all_good) << verb << " " << n;
    }
  }
}

// The power goes after each change. The database is a real file (its own durability is SQLite's affair, and
// it is taken as fully durable: the worst case for rows that come before their objects); objects live in
// memory and forget.
TEST(StoreCrash, PowerCutsNeverLeaveAPromiseWithoutItsObject) {
  std::size_t states = 0;
  for (std::size_t n = 1;; ++n) {
    Scratch scratch;
    const Places places{scratch.path()};
    stdfs::create_directories(scratch.path() + "/var/hm/db");
    MemoryFs memory;
    memory.put(scratch.path() + "/src/file", std::string(3000, 'x'));
    memory.put(scratch.path() + "/src/sub/other", "other");
    std::vector<std::unique_ptr<MemoryFs>> disks;
    bool fired = false;
    {
      FaultFs faulty(memory);
      faulty.die_before_mutation(n);
      try {
        auto store = Store::open(places.options(), faulty);
        if (store) static_cast<void>(work(**store, scratch.path() + "/src"));
      } catch (const Died&) {
      }
      fired = faulty.fired();
    }
    const std::size_t pending = memory.pending();
    disks.push_back(memory.after_kill());
    disks.push_back(memory.after_crash([](std::size_t) { return false; }));
    for (std::size_t i = 0; i < pending; ++i) {
      disks.push_back(memory.after_crash([&](std::size_t op) { return op <= i; }));
      disks.push_back(memory.after_crash([&](std::size_t op) { return op != i; }));
    }
    for (const auto& after : disks) {
      ++states;
      // Opened for reading, so that all these disks can share the one database as the crash left it.
      StoreOptions options = places.options();
      options.access = Database::Access::ReadOnly;
      auto store = must(Store::open(options, *after));
      for (const auto& problem : must(store->verify()).problems)
        ADD_FAILURE() << "before change " << n << ": " << problem.text;
    }
    check(*disks[1], places, scratch.path() + "/src", fmt::format("power cut before change {}", n));
    if (!fired) break;
  }
  std::printf("%zu power cuts\n", states);
  EXPECT_GT(states, 500U);
}

// The negative control: rows before syncs must be caught by the same oracle.
TEST(StoreCrash, TheOracleSeesARowThatCameTooEarly) {
  Scratch scratch;
  stdfs::create_directories(scratch.path() + "/var/hm/db");
  const Places places{scratch.path()};
  MemoryFs memory;
  StorePath path;
  {
    auto store = must(Store::open(places.options(), memory));
    path = must(store->add_text("t", "text", {}));
    must(store->flush());
  }
  memory.put(scratch.path() + "/store/other", "");  // so that the directory is durable
  {
    ASSERT_TRUE(memory.unlink(At(path.in(scratch.path() + "/store"))).ok());
    Fd fd = must(memory.create(At(path.in(scratch.path() + "/store")), Create::New, 0444));
    must(memory.write(fd, "text"));
  }
  StoreOptions options = places.options();
  options.access = Database::Access::ReadOnly;
  auto disk = memory.after_crash([&](std::size_t op) { return op < 2; });  // the names, not the contents
  auto store = must(Store::open(options, *disk));
  EXPECT_EQ(must(store->verify()).problems.size(), 1U);
}

TEST(StoreCrash, DyingDuringACollectionLosesNothingThatIsNeeded) {
  for (std::size_t n = 1;; ++n) {
    Scratch scratch;
    const Places places{scratch.path()};
    RealFs real;
    StorePath kept, base;
    {
      auto store = must(Store::open(places.options(), real));
      base = must(store->add_text("base", "needed", {}));
      kept = must(store->add_text("kept", "root", {base}));
      for (int i = 0; i < 5; ++i)
        static_cast<void>(must(store->add_text(fmt::format("dead{}", i), "dead", {base})));
      must(store->flush());
      stdfs::create_directories(places.root + "/state/gcroots");
      stdfs::create_symlink(kept.in(store->dir()), places.root + "/state/gcroots/kept");
    }
    FaultFs faulty(real);
    bool armed = false;
    try {
      auto store = must(Store::open(places.options(), faulty));
      faulty.die_before_mutation(faulty.mutations() + n);
      armed = true;
      static_cast<void>(store->collect_garbage({}));
    } catch (const Died&) {
    }
    ASSERT_TRUE(armed);
    auto store = must(Store::open(places.options(), real));
    EXPECT_THAT(must(store->verify()).problems, testing::IsEmpty()) << n;
    EXPECT_TRUE(must(store->is_valid(kept)) && must(store->is_valid(base))) << n;
    must(store->collect_garbage({}));
    EXPECT_EQ(must(store->all()).size(), 2U) << n;
    std::size_t names = 0;
    for ([[maybe_unused]] const auto& entry : stdfs::directory_iterator(places.root + "/store")) ++names;
    EXPECT_EQ(names, 2U) << n;
    if (!faulty.fired()) break;
  }
}

}  // namespace
}  // namespace hm
