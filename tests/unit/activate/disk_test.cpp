// On the real file system: readers that watch, switches that meet, things no memory can hold.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

#include "tests/support/fault_fs.hpp"
#include "tests/support/scratch.hpp"
#include "world.hpp"

namespace hm::activate::test {
namespace {

using ::testing::HasSubstr;

class DiskTest : public ::testing::Test {
 protected:
  hm::test::Scratch scratch;
  RealFs fs;
  World world{fs, scratch.path()};
};

// The content of a managed file as any program reads it; -1 where it is absent.
int read_number(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  char bytes[16] = {};
  const ssize_t n = ::read(fd, bytes, sizeof bytes - 1);
  ::close(fd);
  return n <= 0 ? -1 : std::atoi(bytes);
}

// Every generation writes its serial number in all of its files, and numbers only grow, so a reader that goes
// round and round must never see a smaller one after a larger one. Some files leave and come, some change
// their kind.
Files serial(int n) {
  Files files;
  for (int i = 0; i < 6; ++i) files[fmt::format("plain/{}", i)] = text(std::to_string(n));
  files["root"] = text(std::to_string(n));
  files[n % 2 == 0 ? "comes/even" : "comes/odd"] = text(std::to_string(n));
  if (n % 3 == 0) {
    files["kind"] = directory(std::to_string(n));
  } else {
    files["kind/inner"] = text(std::to_string(n));
  }
  return files;
}

TEST_F(DiskTest, AReaderNeverSeesOldAfterNew) {
  const std::vector<std::string> always = {"plain/0", "plain/1", "plain/2", "plain/3",
                                           "plain/4", "plain/5", "root",    "kind/inner"};
  const std::vector<std::string> sometimes = {"comes/even", "comes/odd"};
  constexpr int kRounds = 150;
  std::vector<std::string> generations;
  for (int n = 0; n <= kRounds; ++n) generations.push_back(world.generation(serial(n)));
  ASSERT_TRUE(switch_to(fs, world.place(), generations[0], world.options()));
  std::atomic<bool> stop{false};
  std::atomic<long> reads{0};
  std::string wrong;
  std::thread reader([&] {
    int newest = 0;
    while (!stop) {
      for (const auto* list : {&always, &sometimes}) {
        for (const std::string& path : *list) {
          const int seen = read_number(world.home(path));
          ++reads;
          if (seen < 0 && list == &sometimes) continue;
          if (seen < newest && wrong.empty()) wrong = fmt::format("{} read {} after {}", path, seen, newest);
          newest = std::max(newest, seen);
        }
      }
    }
  });
  for (int n = 1; n <= kRounds; ++n) {
    auto report = switch_to(fs, world.place(), generations[static_cast<std::size_t>(n)], world.options());
    if (!report) ADD_FAILURE() << report.error().message();
  }
  stop = true;
  reader.join();
  EXPECT_EQ(wrong, "");
  EXPECT_GT(reads.load(), kRounds);
}

TEST_F(DiskTest, TwoSwitchesAtOnceFollowOneAnother) {
  std::vector<std::string> generations;
  for (int n = 0; n < 4; ++n) generations.push_back(world.generation(serial(n)));
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int n = 0; n < 4; ++n) {
    threads.emplace_back([&, n] {
      RealFs own;
      for (int round = 0; round < 10; ++round) {
        if (!switch_to(own, world.place(), generations[static_cast<std::size_t>(n)], world.options()))
          ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  const auto list = activate::generations(fs, world.place());
  ASSERT_TRUE(list);
  for (std::size_t i = 0; i < list->size(); ++i) EXPECT_EQ((*list)[i].number, i + 1);
  EXPECT_TRUE(drift(fs, world.place())->empty());
}

TEST_F(DiskTest, ALockThatIsHeldNamesItsHolder) {
  ASSERT_TRUE(switch_to(fs, world.place(), world.generation(serial(1)), world.options()));
  auto lock = fs.open(At(world.place().state + "/lock"), Follow::No, Resolve::Ordinary);
  ASSERT_TRUE(lock);
  ASSERT_TRUE(fs.lock(*lock, Lock::Exclusive, Wait::No).value());
  SwitchOptions options = world.options();
  options.wait = Wait::No;
  const auto refused = switch_to(fs, world.place(), world.generation(serial(2)), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::Locked);
  EXPECT_THAT(refused.error().message(), HasSubstr(std::to_string(::getpid())));
}

// Every kind of thing that can stand at a target: refused without -b, and nothing of it lost with it.
TEST_F(DiskTest, WhateverStandsAtATargetIsKept) {
  const std::string home = world.place().home;
  const auto make = [&](const std::string& kind) {
    const std::string path = home + "/" + kind;
    if (kind == "file") world.write(path, "mine");
    if (kind == "directory") world.write(path + "/mine", "mine");
    if (kind == "fifo") {
      ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    }
    if (kind == "dangling") world.symlink(path, "nowhere");
    if (kind == "link") world.symlink(path, "/etc");
    if (kind == "setuid") world.write(path, "the new content", 04755);
    if (kind == "hardlinked") {
      world.write(home + "/other-name", "the new content");
      ASSERT_EQ(::link((home + "/other-name").c_str(), path.c_str()), 0);
    }
    if (kind == "socket") {
      const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      ASSERT_LT(path.size(), sizeof address.sun_path);
      std::memcpy(address.sun_path, path.c_str(), path.size());
      ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
      ::close(fd);
    }
  };
  for (const std::string kind :
       {"file", "directory", "fifo", "dangling", "link", "setuid", "hardlinked", "socket"}) {
    SCOPED_TRACE(kind);
    make(kind);
    struct stat before {
    }, moved{}, back{};
    ASSERT_EQ(::lstat((home + "/" + kind).c_str(), &before), 0);
    const auto generation = world.generation({{kind, text("the new content")}});
    const auto refused = switch_to(fs, world.place(), generation, world.options());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Code::Conflict);
    const auto done = switch_to(fs, world.place(), generation, world.options("bak"));
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(World::read(fs, world.home(kind)), "Fthe new content");
    ASSERT_EQ(::lstat((home + "/" + kind + ".bak").c_str(), &moved), 0);
    EXPECT_EQ(moved.st_ino, before.st_ino);
    EXPECT_EQ(moved.st_mode, before.st_mode);
    ASSERT_TRUE(uninstall(fs, world.place(), world.options()));
    ASSERT_EQ(::lstat((home + "/" + kind).c_str(), &back), 0);
    EXPECT_EQ(back.st_ino, before.st_ino);
    EXPECT_EQ(back.st_nlink, before.st_nlink);
  }
}

TEST_F(DiskTest, AHomeReachedThroughASymlink) {
  world.symlink(scratch.path() + "/alias", world.place().home);
  const Place place{scratch.path() + "//alias/", world.place().state + "/"};
  const auto report = switch_to(fs, place, world.generation(serial(1)), world.options());
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(read_number(world.home("root")), 1);
}

TEST_F(DiskTest, PlacesThatCannotBeAreRefused) {
  for (const std::string home : {"", "relative", "/a/../b", "/a\nb", "/a\xff"}) {
    const auto refused =
        switch_to(fs, Place{home, world.place().state}, world.generation(serial(1)), world.options());
    ASSERT_FALSE(refused) << home;
    EXPECT_EQ(refused.error().code(), Code::Usage) << home;
  }
}

Files thousand(std::size_t count, const std::string& mark) {
  Files files;
  for (std::size_t i = 0; i < count; ++i)
    files[fmt::format("d{}/e{}/f{}", i % 10, i % 100, i)] = text(mark + std::to_string(i));
  return files;
}

// Only counted, never timed: a rollback to the same set of files is one rename, whatever their number.
TEST_F(DiskTest, ARollbackIsOneRename) {
  ASSERT_TRUE(switch_to(fs, world.place(), world.generation(thousand(1000, "a")), world.options()));
  ASSERT_TRUE(switch_to(fs, world.place(), world.generation(thousand(1000, "b")), world.options()));
  hm::test::FaultFs counting(fs);
  const auto report = rollback(counting, world.place(), {}, world.options());
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->count(Change::Kind::Changed), 1000u);
  std::size_t renames = 0, others = 0;
  for (const std::string& line : counting.log()) {
    if (line.starts_with("rename"))
      ++renames;
    else if (!line.starts_with("sync") && line.find("lock") == std::string::npos)
      ++others;
  }
  EXPECT_EQ(renames, 1u);
  EXPECT_LE(others, 4u) << ::testing::PrintToString(
      counting.log());  // the lock's note, the link to be renamed
}

TEST_F(DiskTest, HowLongItTakes) {
  const auto time = [&](const char* what, const std::function<void()>& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const auto us =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start)
            .count();
    std::printf("[ measured ] %-40s %8.2f ms\n", what, static_cast<double>(us) / 1000);
  };
  const auto must = [&](auto result) { ASSERT_TRUE(result) << result.error().message(); };
  const auto a = world.generation(thousand(1000, "a")), b = world.generation(thousand(1000, "b"));
  time("1,000 files, first switch", [&] { must(switch_to(fs, world.place(), a, world.options())); });
  time("1,000 files, all changed", [&] { must(switch_to(fs, world.place(), b, world.options())); });
  time("1,000 files, rollback", [&] { must(rollback(fs, world.place(), {}, world.options())); });
  time("1,000 files, unchanged", [&] { must(switch_to(fs, world.place(), a, world.options())); });
  const auto big = world.generation(thousand(10000, "c"));
  time("10,000 files, 9,000 new", [&] { must(switch_to(fs, world.place(), big, world.options())); });
  time("10,000 files, unchanged", [&] { must(switch_to(fs, world.place(), big, world.options())); });
}

}  // namespace
}  // namespace hm::activate::test
