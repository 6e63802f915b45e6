// Adding and asking: the same input gives the same object, whatever order, time or umask.
#include "store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "tests/support/nix_oracle.hpp"
#include "tests/unit/store/store_scene.hpp"

namespace hm {
namespace {

namespace stdfs = std::filesystem;
using test::must;
using test::StoreScene;

TEST(Store, GivesBackWhatWasAdded) {
  StoreScene s;
  const StorePath text = must(s.store->add_text("greeting", "hello\n", {}));
  EXPECT_TRUE(must(s.store->is_valid(text)));
  EXPECT_EQ(must(s.store->read_text(text)), "hello\n") << "before it is on the disk";
  EXPECT_FALSE(stdfs::exists(s.in(text)));
  must(s.store->flush());
  EXPECT_EQ(s.read(s.in(text)), "hello\n");
  s.open();
  EXPECT_TRUE(must(s.store->is_valid(text)));
  EXPECT_EQ(must(s.store->read_text(text)), "hello\n");
  const PathInfo info = must(s.store->path_info(text)).value();
  EXPECT_EQ(info.content_address, "text:sha256:" + hash_of(HashAlgorithm::Sha256, "hello\n").base32());
  EXPECT_GT(info.registered, 1'600'000'000);
}

TEST(Store, DerivationsComeBack) {
  StoreScene s;
  const StorePath source = must(s.store->add_text("input", "x", {}));
  Derivation d;
  d.system = "x86_64-linux";
  d.builder = "/bin/sh";
  d.input_sources.insert(s.in(source));
  d.outputs["out"] = {s.in(must(StorePath::parse_base("00000000000000000000000000000000-x"))), "", ""};
  const StorePath drv = must(s.store->add_derivation("x", d));
  EXPECT_TRUE(drv.base().ends_with("-x.drv"));
  s.open();
  EXPECT_EQ(must(s.store->read_derivation(drv)).to_aterm(), d.to_aterm());
  EXPECT_THAT(must(s.store->path_info(drv))->references, testing::ElementsAre(source));
  EXPECT_THAT(must(s.store->referrers(source)), testing::ElementsAre(drv));
}

TEST(Store, NothingIsAddedThatRefersToNothing) {
  StoreScene s;
  ASSERT_TRUE(
      s.store->add_text("a", "x", {must(StorePath::parse_base("00000000000000000000000000000000-x"))}).ok());
  auto flushed = s.store->flush();
  ASSERT_FALSE(flushed.ok());
  EXPECT_EQ(flushed.error().code(), Code::InvalidStorePath);
  EXPECT_THAT(must(s.store->all()), testing::IsEmpty());
}

TEST(Store, RefusesNamesThatCannotBe) {
  StoreScene s;
  for (const char* name : {"", ".", "..", "a/b", "a b", "\xc3\xa9"}) {
    EXPECT_FALSE(s.store->add_text(name, "x", {}).ok()) << name;
    EXPECT_FALSE(s.store->add_source("/etc/passwd", {.name = name}).ok()) << name;
  }
}

TEST(Store, SourcesAreFilteredAndChecked) {
  StoreScene s;
  s.write(s.root + "/src/keep", "k");
  s.write(s.root + "/src/drop/x", "d");
  std::vector<std::string> asked;
  const auto filter = [&](const std::string& path, NodeKind) {
    asked.push_back(path.substr(s.root.size()));
    return !path.ends_with("/drop");
  };
  const StorePath path = must(s.store->add_source(s.root + "/src", {.name = "src", .filter = filter}));
  EXPECT_THAT(asked, testing::ElementsAre("/src/drop", "/src/keep")) << "each is asked about once, in order";
  must(s.store->flush());
  EXPECT_TRUE(stdfs::exists(s.in(path) + "/keep"));
  EXPECT_FALSE(stdfs::exists(s.in(path) + "/drop"));
  auto wrong =
      s.store->add_source(s.root + "/src", {.name = "src", .expected = hash_of(HashAlgorithm::Sha256, "no")});
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code(), Code::HashMismatch);
  auto missing = s.store->add_source(s.root + "/none", {.name = "none"});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code(), Code::NotFound);
}

TEST(Store, FlatSourcesHaveNoExecutableBit) {
  StoreScene s;
  s.write(s.root + "/f", "flat", 0755);
  const StorePath path = must(s.store->add_source(s.root + "/f", {.name = "f", .recursive = false}));
  EXPECT_EQ(path, fixed_output_path(s.store_dir, "f", hash_of(HashAlgorithm::Sha256, "flat"), false));
  must(s.store->flush());
  EXPECT_EQ(must(s.real.stat(At(s.in(path)), Follow::No)).mode, 0444U);
  EXPECT_FALSE(s.store->add_source(s.root, {.name = "d", .recursive = false}).ok());
}

TEST(Store, ThrowingFiltersLeaveNothing) {
  StoreScene s;
  s.write(s.root + "/src/a", "a");
  EXPECT_THROW(
      static_cast<void>(s.store->add_source(
          s.root + "/src", {.name = "src", .filter = [](const std::string&, NodeKind) -> bool { throw 1; }})),
      int);
  must(s.store->flush());
  EXPECT_TRUE(stdfs::is_empty(s.store_dir));
}

TEST(Store, SpecialFilesAreRefused) {
  StoreScene s;
  stdfs::create_directories(s.root + "/src");
  ASSERT_EQ(::mkfifo((s.root + "/src/pipe").c_str(), 0600), 0);
  EXPECT_FALSE(s.store->add_source(s.root + "/src", {.name = "src"}).ok());
}

TEST(Store, ReadOnlyWritesNothingAndStillAnswers) {
  StoreScene s;
  s.store.reset();
  stdfs::remove_all(s.root + "/store");
  stdfs::remove_all(s.root + "/var");
  StoreOptions options = s.options();
  options.access = Database::Access::ReadOnly;
  auto store = must(Store::open(options, s.real));
  const StorePath text = must(store->add_text("t", "text", {}));
  EXPECT_EQ(must(store->read_text(text)), "text");
  Derivation d;
  d.builder = "x";
  EXPECT_EQ(must(store->read_derivation(must(store->add_derivation("d", d)))).builder, "x");
  EXPECT_FALSE(store->realise({}, {}).ok());
  must(store->flush());
  EXPECT_FALSE(stdfs::exists(s.store_dir));
  EXPECT_FALSE(stdfs::exists(s.root + "/var"));
}

TEST(Store, ClosuresComeInOrderOfNeed) {
  StoreScene s;
  const StorePath a = must(s.store->add_text("a", "a", {}));
  const StorePath b = must(s.store->add_text("b", "b", {a}));
  const StorePath c = must(s.store->add_text("c", "c", {a, b}));
  EXPECT_THAT(must(s.store->closure({c})), testing::ElementsAre(a, b, c));
  auto missing = s.store->closure({must(StorePath::parse_base("00000000000000000000000000000000-x"))});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code(), Code::NotFound);
}

TEST(Store, TwoProcessesMayAddTheSame) {
  StoreScene s;
  auto other = must(Store::open(s.options(), s.real));
  const StorePath mine = must(s.store->add_text("t", "text", {}));
  const StorePath theirs = must(other->add_text("t", "text", {}));
  EXPECT_EQ(mine, theirs);
  must(s.store->flush());
  must(other->flush());
  EXPECT_THAT(must(s.store->verify()).problems, testing::IsEmpty());
  EXPECT_EQ(must(s.store->all()).size(), 1U);
}

TEST(Store, LitterOfACrashIsReplaced) {
  StoreScene s;
  const StorePath path = text_path(s.store_dir, "t", "text", {});
  s.write(s.in(path), "garbage");
  EXPECT_EQ(must(s.store->add_text("t", "text", {})), path);
  must(s.store->flush());
  EXPECT_EQ(s.read(s.in(path)), "text");
  EXPECT_THAT(must(s.store->verify()).problems, testing::IsEmpty());
}

TEST(Store, VerifyFindsWhatChanged) {
  StoreScene s;
  s.write(s.root + "/src/a", "a");
  const StorePath tree = must(s.store->add_source(s.root + "/src", {.name = "tree"}));
  const StorePath one = must(s.store->add_text("one", "1", {})),
                  two = must(s.store->add_text("two", "2", {})),
                  good = must(s.store->add_text("good", "3", {}));
  must(s.store->flush());
  stdfs::permissions(s.in(one), stdfs::perms::owner_all);
  s.write(s.in(one), "changed");
  stdfs::remove(s.in(two));
  stdfs::permissions(s.in(tree) + "/a", stdfs::perms(0555));
  const VerifyReport report = must(s.store->verify());
  EXPECT_EQ(report.checked, 4U);
  std::map<StorePath, VerifyReport::Problem::Kind> found;
  for (const auto& problem : report.problems) found[problem.path] = problem.kind;
  EXPECT_THAT(found, testing::UnorderedElementsAre(testing::Pair(tree, VerifyReport::Problem::Kind::Changed),
                                                   testing::Pair(one, VerifyReport::Problem::Kind::Changed),
                                                   testing::Pair(two, VerifyReport::Problem::Kind::Missing)));
  EXPECT_THAT(must(s.store->verify({good})).problems, testing::IsEmpty());
}

// --- properties
// ---------------------------------------------------------------------------------------------

unsigned seed() {
  const char* given = std::getenv("HM_SEED");
  const unsigned value =
      given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
  return value;
}

// A random tree; the same generator state makes the same tree, `order` decides in which order it is made.
struct RandomTree {
  std::vector<std::pair<std::string, std::string>> files;  // path, contents
  std::vector<bool> executable;
  explicit RandomTree(std::mt19937& random) {
    static const std::string alphabet = "abAB.-_\xc3\xa9 z0";
    const int count = 1 + static_cast<int>(random() % 20);
    for (int i = 0; i < count; ++i) {
      std::string path;
      for (unsigned depth = random() % 4 + 1; depth > 0; --depth) {
        std::string name;
        for (unsigned length = random() % 5 + 1; length > 0; --length)
          name += alphabet[random() % alphabet.size()];
        if (name == "." || name == "..") name += "x";
        // Directories and files have names of their own kind, so that they never collide.
        path += (path.empty() ? "" : "/") + name + (depth == 1 ? "" : "~");
      }
      std::string contents(random() % 5000, '\0');
      for (char& c : contents) c = static_cast<char>(random());
      files.emplace_back(std::move(path), std::move(contents));
      executable.push_back(random() % 3 == 0);
    }
  }
  void make(const std::string& root, std::mt19937& order) const {
    std::vector<std::size_t> sequence(files.size());
    for (std::size_t i = 0; i < sequence.size(); ++i) sequence[i] = i;
    std::shuffle(sequence.begin(), sequence.end(), order);
    stdfs::create_directories(root);
    for (const std::size_t i : sequence) {
      const stdfs::path path = stdfs::path(root) / files[i].first;
      stdfs::create_directories(path.parent_path());
      if (stdfs::exists(path))
        continue;  // the same name twice: the first one made would win, so only one is kept
      std::ofstream(path, std::ios::binary) << files[i].second;
      stdfs::permissions(
          path, executable[i] ? stdfs::perms(0700 | (order() & 077)) : stdfs::perms(0600 | (order() & 066)));
      stdfs::last_write_time(path,
                             stdfs::file_time_type::clock::now() - std::chrono::seconds(order() % 1'000'000));
    }
  }
  bool unique() const {
    std::set<std::string> names;
    for (const auto& [path, contents] : files) names.insert(path);
    return names.size() == files.size();
  }
};

TEST(StoreProperty, SameInputSameObjectInAnyOrderTimeOrUmask) {
  const unsigned start = seed();
  SCOPED_TRACE(fmt::format("HM_SEED={}", start));
  std::mt19937 random(start);
  for (int round = 0; round < 30; ++round) {
    const RandomTree tree(random);
    if (!tree.unique()) continue;
    StoreScene one, two;
    tree.make(one.root + "/src", random);
    const mode_t old = ::umask(static_cast<mode_t>(random() & 077));
    tree.make(two.root + "/src", random);
    // Equal store directories would need one root; the NAR hash is what must agree.
    const StorePath a = must(one.store->add_source(one.root + "/src", {.name = "src"}));
    const StorePath b = must(two.store->add_source(two.root + "/src", {.name = "src"}));
    const PathInfo first = must(one.store->path_info(a)).value(),
                   second = must(two.store->path_info(b)).value();
    ::umask(old);
    EXPECT_EQ(first.nar_hash, second.nar_hash);
    EXPECT_EQ(first.nar_size, second.nar_size);
    EXPECT_THAT(must(two.store->verify()).problems, testing::IsEmpty());
    for (const auto& entry : stdfs::recursive_directory_iterator(two.in(b))) {
      struct stat st;
      ASSERT_EQ(::lstat(entry.path().c_str(), &st), 0);
      EXPECT_EQ(st.st_mtim.tv_sec, 1);
      EXPECT_EQ(st.st_mode & 0222, 0U);
    }
    // What is in the store gives itself again.
    EXPECT_EQ(must(two.store->add_source(two.in(b), {.name = "src"})), b);
  }
}

TEST(StoreProperty, PathsAndHashesAreThoseOfNix) {
  HM_NEEDS_NIX();
  const unsigned start = seed();
  SCOPED_TRACE(fmt::format("HM_SEED={}", start));
  std::mt19937 random(start);
  test::NixOracle nix;
  StoreScene s;
  s.store_dir = nix.store_dir();
  s.data_dir = nix.scratch().string() + "/var/hm";
  s.open();
  for (int round = 0; round < 8; ++round) {
    const RandomTree tree(random);
    const std::string source = fmt::format("{}/{}/my-source", s.root, round);
    tree.make(source, random);
    stdfs::create_symlink("some/target", source + "/zz link");
    const StorePath path = must(s.store->add_source(source, {.name = "my-source"}));
    const PathInfo info = must(s.store->path_info(path)).value();
    EXPECT_EQ(nix.run("nix-hash --type sha256 --base32 " + test::quoted(source)).out,
              info.nar_hash.base32() + "\n");
    EXPECT_EQ(nix.run("nix-store --add " + test::quoted(source)).out, s.in(path) + "\n");
    EXPECT_EQ(nix.run("nix-store --query --hash " + test::quoted(s.in(path))).out,
              "sha256:" + info.nar_hash.base32() + "\n");
    EXPECT_EQ(nix.run("nix-store --query --size " + test::quoted(s.in(path))).out,
              fmt::format("{}\n", info.nar_size));
  }
  const StorePath one = must(s.store->add_text("one", "some text", {}));
  EXPECT_EQ(nix.run("nix-instantiate --eval -E 'builtins.toFile \"one\" \"some text\"'").out,
            "\"" + s.in(one) + "\"\n");
  s.write(s.root + "/flat", "flat file");
  EXPECT_EQ(nix.run("nix-store --add-fixed sha256 " + test::quoted(s.root + "/flat")).out,
            s.in(must(s.store->add_source(s.root + "/flat", {.name = "flat", .recursive = false}))) + "\n");
}

TEST(ReferenceScanner, FindsMentionsWhereverTheyAreCut) {
  std::vector<StorePath> paths;
  for (const char c : std::string("0123456789abcdfgh"))
    paths.push_back(must(StorePath::parse_base(std::string(31, 'a') + c + "-x")));
  const std::string text = "zz" + std::string(paths[3].hash_part()) + "-x, " + std::string(40, 'a') + "9 " +
                           std::string(31, 'a') + " " + std::string(paths[16].hash_part());
  std::vector<StorePath> expected = {paths[3], paths[9], paths[10], paths[16]};  // 10: a run of forty 'a'
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    ReferenceScanner scanner(paths);
    for (std::size_t at = 0; at < text.size(); at += piece)
      scanner.update(std::string_view(text).substr(at, piece));
    EXPECT_EQ(scanner.found(), expected) << "in pieces of " << piece;
  }
}

TEST(ReferenceScanner, AgreesWithAPlainSearchOnRandomBytes) {
  const unsigned start = seed();
  SCOPED_TRACE(fmt::format("HM_SEED={}", start));
  std::mt19937 random(start);
  const std::string alphabet = "0123456789abcdfghijklmnpqrsvwxyzeotu-/";
  for (int round = 0; round < 200; ++round) {
    std::string text;
    std::vector<StorePath> paths;
    for (int part = 0; part < 10; ++part) {
      std::string hash;
      for (int i = 0; i < 32; ++i) hash += alphabet[random() % 32];
      paths.push_back(must(StorePath::parse_base(hash + "-n")));
      for (unsigned n = random() % 70; n > 0; --n) text += alphabet[random() % alphabet.size()];
      const unsigned how = random() % 3;
      if (how == 0) text += hash;
      if (how == 1) text += hash.substr(0, 31);
    }
    std::vector<StorePath> expected;
    for (const StorePath& path : paths) {
      if (text.find(path.hash_part()) != std::string::npos) expected.push_back(path);
    }
    std::sort(expected.begin(), expected.end());
    ReferenceScanner scanner(paths);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t piece = random() % 50 + 1;
      scanner.update(std::string_view(text).substr(at, piece));
      at += piece;
    }
    ASSERT_EQ(scanner.found(), expected) << text;
  }
}

}  // namespace
}  // namespace hm
