// The same expectations for the real disk and for the one in memory: a fake is worth only as much as it
// agrees.
#include "store/fs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <memory>

#include "tests/support/fault_fs.hpp"
#include "tests/support/memory_fs.hpp"
#include "tests/support/scratch.hpp"

namespace hm {
namespace {

using test::Died;
using test::FaultFs;
using test::MemoryFs;
using test::Scratch;

std::string contents(Fs& fs, const At& at) {
  auto fd = fs.open(at, Follow::No);
  if (!fd.ok()) return "<" + fd.error().message() + ">";
  std::string out;
  char buffer[7];
  while (true) {
    auto n = fs.read(*fd, buffer, sizeof buffer);
    if (!n.ok()) return "<" + n.error().message() + ">";
    if (*n == 0) return out;
    out.append(buffer, *n);
  }
}

void make_file(Fs& fs, const At& at, const std::string& text) {
  auto fd = fs.create(at, Create::New, 0644);
  ASSERT_TRUE(fd.ok()) << fd.error().message();
  ASSERT_TRUE(fs.write(*fd, text).ok());
}

template <class T>
int error_of(const Result<T>& result) {
  return result.ok() ? 0 : result.error().os_error();
}

struct World {
  std::unique_ptr<Fs> fs;
  std::string root;
  std::unique_ptr<Scratch> scratch;
};

class EveryFs : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) {
      world_.scratch = std::make_unique<Scratch>();
      world_.root = world_.scratch->path();
      world_.fs = std::make_unique<RealFs>();
    } else {
      auto memory = std::make_unique<MemoryFs>();
      memory->put_directory("/scratch");
      world_.root = "/scratch";
      world_.fs = std::move(memory);
    }
    auto dir = fs().open_directory(At(world_.root));
    ASSERT_TRUE(dir.ok()) << dir.error().message();
    dir_ = std::move(dir).value();
  }
  Fs& fs() { return *world_.fs; }
  World world_;
  Fd dir_;
};

INSTANTIATE_TEST_SUITE_P(Kinds, EveryFs, testing::Values(true, false),
                         [](const auto& param) { return param.param ? "Real" : "Memory"; });

TEST_P(EveryFs, WritesAndReadsBack) {
  make_file(fs(), At(dir_, "a"), "hello world");
  EXPECT_EQ(contents(fs(), At(dir_, "a")), "hello world");
  EXPECT_EQ(contents(fs(), At(world_.root + "/a")), "hello world");
  auto status = fs().stat(At(dir_, "a"));
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->kind, NodeKind::File);
  EXPECT_EQ(status->size, 11U);
}

TEST_P(EveryFs, MissingIsAnAnswer) {
  make_file(fs(), At(dir_, "a"), "");
  for (const char* name : {"nothing", "a/below-a-file", "no/where"}) {
    auto status = fs().stat(At(dir_, name));
    ASSERT_TRUE(status.ok()) << name;
    EXPECT_EQ(status->kind, NodeKind::Missing) << name;
  }
}

TEST_P(EveryFs, RefusesUnsafeRelativePaths) {
  for (const char* name : {"..", ".", "a/../b", "/etc/passwd", "a//b", "a/", "./a"}) {
    EXPECT_EQ(error_of(fs().create(At(dir_, name), Create::New, 0600)), EINVAL) << name;
    EXPECT_EQ(error_of(fs().stat(At(dir_, name))), EINVAL) << name;
    EXPECT_EQ(error_of(fs().unlink(At(dir_, name))), EINVAL) << name;
    EXPECT_EQ(error_of(fs().make_symlink("x", At(dir_, name))), EINVAL) << name;
  }
  EXPECT_EQ(error_of(fs().make_directory(At(dir_, std::string("a\0b", 3)), 0700)), EINVAL);
  EXPECT_EQ(error_of(fs().make_directory(At("relative"), 0700)), EINVAL);
}

TEST_P(EveryFs, CreateNewRefusesWhatStandsThere) {
  make_file(fs(), At(dir_, "a"), "1");
  ASSERT_TRUE(fs().make_symlink("a", At(dir_, "l")).ok());
  EXPECT_EQ(error_of(fs().create(At(dir_, "a"), Create::New, 0600)), EEXIST);
  EXPECT_EQ(error_of(fs().create(At(dir_, "l"), Create::New, 0600)), EEXIST);
  EXPECT_EQ(error_of(fs().create(At(dir_, "l"), Create::Truncate, 0600)), ELOOP);
  EXPECT_EQ(contents(fs(), At(dir_, "a")), "1");
}

TEST_P(EveryFs, RenameReplacesExchangesAndRefuses) {
  make_file(fs(), At(dir_, "a"), "A");
  make_file(fs(), At(dir_, "b"), "B");
  EXPECT_EQ(error_of(fs().rename(At(dir_, "a"), At(dir_, "b"), Rename::NoReplace)), EEXIST);
  ASSERT_TRUE(fs().rename(At(dir_, "a"), At(dir_, "b"), Rename::Exchange).ok());
  EXPECT_EQ(contents(fs(), At(dir_, "a")), "B");
  EXPECT_EQ(contents(fs(), At(dir_, "b")), "A");
  ASSERT_TRUE(fs().rename(At(dir_, "a"), At(dir_, "b"), Rename::Replace).ok());
  EXPECT_EQ(contents(fs(), At(dir_, "b")), "B");
  EXPECT_EQ(fs().stat(At(dir_, "a")).value().kind, NodeKind::Missing);
  EXPECT_EQ(error_of(fs().rename(At(dir_, "a"), At(dir_, "c"), Rename::Exchange)), ENOENT);
  EXPECT_EQ(fs().stat(At(dir_, "b")).value().links, 1U);
}

TEST_P(EveryFs, ExchangeSwapsALinkAndADirectory) {
  ASSERT_TRUE(fs().make_directory(At(dir_, "d"), 0755).ok());
  make_file(fs(), At(dir_, "d/x"), "X");
  ASSERT_TRUE(fs().make_symlink("elsewhere", At(dir_, "l")).ok());
  ASSERT_TRUE(fs().rename(At(dir_, "d"), At(dir_, "l"), Rename::Exchange).ok());
  EXPECT_EQ(fs().read_link(At(dir_, "d")).value(), "elsewhere");
  EXPECT_EQ(contents(fs(), At(dir_, "l/x")), "X");
}

TEST_P(EveryFs, SymlinksAreFollowedOnlyWhereAsked) {
  ASSERT_TRUE(fs().make_directory(At(dir_, "real"), 0755).ok());
  make_file(fs(), At(dir_, "real/f"), "F");
  ASSERT_TRUE(fs().make_symlink("real", At(dir_, "way")).ok());
  ASSERT_TRUE(fs().make_symlink("real/f", At(dir_, "file")).ok());
  ASSERT_TRUE(fs().make_symlink("nowhere", At(dir_, "dangling")).ok());
  EXPECT_EQ(contents(fs(), At(dir_, "way/f")), "F");
  EXPECT_EQ(error_of(fs().open(At(dir_, "way/f"), Follow::No, Resolve::Beneath)), ELOOP);
  EXPECT_EQ(error_of(fs().open(At(dir_, "file"), Follow::No)), ELOOP);
  EXPECT_TRUE(fs().open(At(dir_, "file"), Follow::Yes).ok());
  EXPECT_NE(error_of(fs().open_directory(At(dir_, "way"), Follow::No)), 0);
  EXPECT_TRUE(fs().open_directory(At(dir_, "way")).ok());
  EXPECT_EQ(fs().stat(At(dir_, "file")).value().kind, NodeKind::Symlink);
  EXPECT_EQ(fs().stat(At(dir_, "file"), Follow::Yes).value().kind, NodeKind::File);
  EXPECT_EQ(fs().stat(At(dir_, "dangling"), Follow::Yes).value().kind, NodeKind::Missing);
}

TEST_P(EveryFs, LoopsOfLinksEnd) {
  ASSERT_TRUE(fs().make_symlink("b", At(dir_, "a")).ok());
  ASSERT_TRUE(fs().make_symlink("a", At(dir_, "b")).ok());
  EXPECT_EQ(error_of(fs().open(At(dir_, "a"))), ELOOP);
  EXPECT_EQ(error_of(fs().open(At(dir_, "a/x"))), ELOOP);
}

TEST_P(EveryFs, RemovesOnlyTheRightKind) {
  ASSERT_TRUE(fs().make_directory(At(dir_, "d"), 0755).ok());
  make_file(fs(), At(dir_, "d/f"), "");
  EXPECT_EQ(error_of(fs().unlink(At(dir_, "d"))), EISDIR);
  EXPECT_EQ(error_of(fs().remove_directory(At(dir_, "d"))), ENOTEMPTY);
  EXPECT_EQ(error_of(fs().remove_directory(At(dir_, "d/f"))), ENOTDIR);
  ASSERT_TRUE(fs().unlink(At(dir_, "d/f")).ok());
  ASSERT_TRUE(fs().remove_directory(At(dir_, "d")).ok());
  EXPECT_EQ(error_of(fs().unlink(At(dir_, "d"))), ENOENT);
}

TEST_P(EveryFs, ListsSortedByBytes) {
  for (const char* name : {"b", "a", "B", "\xc3\xa9", "a.b", "a-b"}) make_file(fs(), At(dir_, name), "");
  ASSERT_TRUE(fs().make_directory(At(dir_, "dir"), 0755).ok());
  std::vector<std::string> names;
  const auto entries = fs().list(dir_);
  for (const NodeEntry& entry : entries.value()) names.push_back(entry.name);
  EXPECT_THAT(names, testing::ElementsAre("B", "a", "a-b", "a.b", "b", "dir", "\xc3\xa9"));
  EXPECT_EQ(entries->at(5).kind, NodeKind::Directory);
}

TEST_P(EveryFs, ModesAndTimesAreExact) {
  const mode_t old = ::umask(0077);
  make_file(fs(), At(dir_, "f"), "");
  ::umask(old);
  ASSERT_TRUE(fs().set_mode(At(dir_, "f"), 0444).ok());
  ASSERT_TRUE(fs().set_mtime(At(dir_, "f"), 1).ok());
  ASSERT_TRUE(fs().make_symlink("f", At(dir_, "l")).ok());
  ASSERT_TRUE(fs().set_mtime(At(dir_, "l"), 2).ok());
  EXPECT_NE(error_of(fs().set_mode(At(dir_, "l"), 0400)), 0);
  const NodeStatus file = fs().stat(At(dir_, "f")).value();
  EXPECT_EQ(file.mode, 0444U);
  EXPECT_EQ(file.mtime_seconds, 1);
  EXPECT_EQ(file.mtime_nanoseconds, 0U);
  EXPECT_EQ(fs().stat(At(dir_, "l")).value().mtime_seconds, 2);
}

TEST_P(EveryFs, HardLinksShareOneFile) {
  make_file(fs(), At(dir_, "a"), "same");
  ASSERT_TRUE(fs().hard_link(At(dir_, "a"), At(dir_, "b")).ok());
  EXPECT_EQ(error_of(fs().hard_link(At(dir_, "a"), At(dir_, "b"))), EEXIST);
  EXPECT_EQ(fs().stat(At(dir_, "a")).value().inode, fs().stat(At(dir_, "b")).value().inode);
  EXPECT_EQ(fs().stat(At(dir_, "a")).value().links, 2U);
}

TEST_P(EveryFs, LocksExcludeEachOther) {
  auto one = fs().create(At(dir_, "lock"), Create::OpenOrCreate, 0600);
  auto two = fs().create(At(dir_, "lock"), Create::OpenOrCreate, 0600);
  EXPECT_TRUE(fs().lock(*one, Lock::Exclusive, Wait::No).value());
  EXPECT_FALSE(fs().lock(*two, Lock::Exclusive, Wait::No).value());
  EXPECT_FALSE(fs().lock(*two, Lock::Shared, Wait::No).value());
  ASSERT_TRUE(one->close().ok());
  EXPECT_TRUE(fs().lock(*two, Lock::Shared, Wait::No).value());
}

TEST_P(EveryFs, AnOpenDirectorySurvivesItsName) {
  ASSERT_TRUE(fs().make_directory(At(dir_, "d"), 0755).ok());
  auto held = fs().open_directory(At(dir_, "d"));
  ASSERT_TRUE(fs().rename(At(dir_, "d"), At(dir_, "e"), Rename::Replace).ok());
  make_file(fs(), At(*held, "x"), "here");
  EXPECT_EQ(contents(fs(), At(dir_, "e/x")), "here");
}

TEST_P(EveryFs, FifosNeverBlock) {
  if (!GetParam()) GTEST_SKIP() << "the fake has no FIFOs";
  ASSERT_EQ(::mkfifo((world_.root + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_of(fs().open(At(dir_, "pipe"))), ENXIO);
  EXPECT_EQ(fs().stat(At(dir_, "pipe")).value().kind, NodeKind::Other);
}

// --- the layer that forgets
// ---------------------------------------------------------------------------------

TEST(MemoryFsCrash, UnsyncedDataIsLostAndSyncedDataStays) {
  MemoryFs fs;
  fs.put_directory("/d");
  auto dir = fs.open_directory(At("/d"), Follow::Yes, Resolve::Ordinary);
  auto file = fs.create(At(*dir, "f"), Create::New, 0644);
  ASSERT_TRUE(fs.write(*file, "text").ok());
  const auto none = [](std::size_t) { return false; };
  EXPECT_EQ(fs.after_crash(none)->dump("/d"), ". D 0755\n");
  ASSERT_TRUE(fs.sync(*dir).ok());
  EXPECT_EQ(fs.after_crash(none)->dump("/d"), ". D 0755\nf F 0644 \n") << "a name without its contents";
  ASSERT_TRUE(fs.sync(*file).ok());
  EXPECT_EQ(fs.after_crash(none)->dump("/d"), ". D 0755\nf F 0644 text\n");
}

TEST(MemoryFsCrash, ARenameIsWholeOrNot) {
  MemoryFs fs;
  fs.put("/d/old", "old");
  fs.put("/d/new", "new");
  ASSERT_TRUE(fs.rename(At("/d/new"), At("/d/old"), Rename::Replace).ok());
  ASSERT_EQ(fs.pending(), 1U);
  EXPECT_EQ(fs.after_crash([](std::size_t) { return false; })->dump("/d"),
            ". D 0755\nnew F 0644 new\nold F 0644 old\n");
  EXPECT_EQ(fs.after_kill()->dump("/d"), ". D 0755\nold F 0644 new\n");
}

TEST(MemoryFsCrash, ReplacingWithoutSyncLosesBoth) {  // the negative control of every crash test
  MemoryFs fs;
  fs.put("/d/f", "old");
  {
    auto file = fs.create(At("/d/f.new"), Create::New, 0644);
    ASSERT_TRUE(fs.write(*file, "new").ok());
  }
  ASSERT_TRUE(fs.rename(At("/d/f.new"), At("/d/f"), Rename::Replace).ok());
  bool lost = false;
  for (std::size_t mask = 0; mask < (1U << fs.pending()); ++mask) {
    const std::string after = fs.after_crash([&](std::size_t i) { return (mask >> i & 1) != 0; })->dump("/d");
    if (after == ". D 0755\nf F 0644 \n") lost = true;
  }
  EXPECT_TRUE(lost);
}

TEST(FaultFs, DiesBeforeEachMutationInTurn) {
  std::vector<std::string> states;
  for (std::size_t n = 1;; ++n) {
    MemoryFs memory;
    memory.put_directory("/d");
    FaultFs fs(memory);
    fs.die_before_mutation(n);
    try {
      auto dir = fs.open_directory(At("/d"), Follow::Yes, Resolve::Ordinary);
      auto file = fs.create(At(*dir, "f"), Create::New, 0644);
      ignore(fs.write(*file, "x"), "test");
      ignore(fs.unlink(At(*dir, "f")), "test");
    } catch (const Died&) {
    }
    states.push_back(memory.dump("/d"));
    if (!fs.fired()) break;
  }
  EXPECT_THAT(states, testing::ElementsAre(". D 0755\n", ". D 0755\nf F 0644 \n", ". D 0755\nf F 0644 x\n",
                                           ". D 0755\n"));
}

TEST(FaultFs, FailsTheChosenCallOnceOrForEver) {
  MemoryFs memory;
  memory.put_directory("/d");
  FaultFs fs(memory);
  fs.fail_verb("make_directory", 2, ENOSPC);
  EXPECT_EQ(error_of(fs.make_directory(At("/d/1"), 0755)), 0);
  const Status second = fs.make_directory(At("/d/2"), 0755);
  EXPECT_EQ(error_of(second), ENOSPC);
  EXPECT_EQ(second.error().code(), Code::DiskFull);
  EXPECT_EQ(error_of(fs.make_directory(At("/d/2"), 0755)), 0);
  fs.fail_verb("make_directory", 1, EIO, true);
}

TEST(SafeRelPath, KeepsInside) {
  for (const char* good : {"a", "a/b", ".config", "..a", "a/...", "-"})
    EXPECT_TRUE(SafeRelPath::parse(good).ok()) << good;
  for (const char* bad : {"", "/", "/a", "..", ".", "a/..", "../a", "a/./b", "a//b", "a/"})
    EXPECT_FALSE(SafeRelPath::parse(bad).ok()) << bad;
  EXPECT_THAT(SafeRelPath::parse("a/b/c").value().components(), testing::ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace hm
