// Foreign archives: the honest ones are unpacked, the hostile ones are refused whole, and none writes
// outside.
#include "store/archive_read.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "store/fs_steps.hpp"
#include "tests/support/scratch.hpp"

namespace hm {
namespace {

namespace stdfs = std::filesystem;

struct Entry {
  std::string name;
  unsigned type = AE_IFREG;
  std::string body = {};  // contents, or the target of a link
  bool hard_link = false;
  unsigned mode = 0644;
};

// An archive of these entries, written by the library itself with none of its checks.
std::string make_archive(const std::vector<Entry>& entries,
                         int (*format)(archive*) = archive_write_set_format_pax_restricted,
                         int (*filter)(archive*) = archive_write_add_filter_none) {
  archive* writer = archive_write_new();
  format(writer);
  filter(writer);
  std::string out(64 << 20, '\0');
  std::size_t used = 0;
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const Entry& e : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, e.name.c_str());
    archive_entry_set_filetype(entry, e.type);
    archive_entry_set_perm(entry, static_cast<mode_t>(e.mode));
    if (e.hard_link) archive_entry_set_hardlink(entry, e.body.c_str());
    if (e.type == AE_IFLNK) archive_entry_set_symlink(entry, e.body.c_str());
    const bool body = e.type == AE_IFREG && !e.hard_link;
    archive_entry_set_size(entry, body ? static_cast<la_int64_t>(e.body.size()) : 0);
    EXPECT_GE(archive_write_header(writer, entry), ARCHIVE_WARN) << archive_error_string(writer);
    if (body) archive_write_data(writer, e.body.data(), e.body.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

struct Unpacked {
  test::Scratch scratch;
  RealFs fs;
  Status status;
  std::string into = scratch.path() + "/in/side";

  explicit Unpacked(const std::string& bytes, const UnpackLimits& limits = {}) {
    stdfs::create_directories(into);
    std::ofstream(scratch.path() + "/archive", std::ios::binary) << bytes;
    auto held = fs.open_directory(At(into), Follow::No, Resolve::Ordinary);
    status = unpack_archive(fs, At(scratch.path() + "/archive"), *held, limits);
  }
  // Nothing but the archive and the directory may be there.
  bool escaped() const {
    std::size_t outside = 0;
    for (const auto& entry : stdfs::recursive_directory_iterator(scratch.path())) {
      if (!entry.path().string().starts_with(into)) ++outside;
    }
    return outside != 2;  // "archive", "in"
  }
  std::string read(const std::string& name) {
    auto text = read_file(fs, At(into + "/" + name));
    return text ? *text : "<" + text.error().message() + ">";
  }
};

using Format = int (*)(archive*);

TEST(Archive, UnpacksEveryKindThatIsRead) {
  const std::vector<Entry> entries = {{"./", AE_IFDIR},
                                      {"./top/", AE_IFDIR, "", false, 0755},
                                      {"./top/run", AE_IFREG, "#!/bin/sh\n", false, 0755},
                                      {"./top/a/b/c", AE_IFREG, std::string(100'000, 'x')},
                                      {"./top/link", AE_IFLNK, "a/b/c"},
                                      {"./top/out", AE_IFLNK, "/etc/passwd"}};
  const std::vector<std::pair<const char*, std::string>> archives = {
      {"tar", make_archive(entries)},
      {"gnu", make_archive(entries, archive_write_set_format_gnutar)},
      {"gz", make_archive(entries, archive_write_set_format_ustar, archive_write_add_filter_gzip)},
      {"bz2", make_archive(entries, archive_write_set_format_ustar, archive_write_add_filter_bzip2)},
      {"xz", make_archive(entries, archive_write_set_format_ustar, archive_write_add_filter_xz)},
      {"zstd", make_archive(entries, archive_write_set_format_ustar, archive_write_add_filter_zstd)},
      {"zip", make_archive(entries, archive_write_set_format_zip)}};
  for (const auto& [kind, bytes] : archives) {
    SCOPED_TRACE(kind);
    Unpacked u(bytes);
    ASSERT_TRUE(u.status.ok()) << u.status.error().message();
    EXPECT_EQ(u.read("top/a/b/c"), std::string(100'000, 'x'));
    EXPECT_EQ(stdfs::read_symlink(u.into + "/top/link"), "a/b/c");
    EXPECT_EQ(stdfs::status(u.into + "/top/run").permissions(), stdfs::perms::owner_all);
    EXPECT_FALSE(u.escaped());
    auto held = u.fs.open_directory(At(u.into), Follow::No, Resolve::Ordinary);
    EXPECT_EQ(only_directory(u.fs, *held).value(), "top");
  }
}

TEST(Archive, HardLinksToItsOwnFilesWork) {
  Unpacked u(
      make_archive({{"a", AE_IFREG, "same"}, {"b", AE_IFREG, "a", true}}, archive_write_set_format_ustar));
  ASSERT_TRUE(u.status.ok()) << u.status.error().message();
  EXPECT_EQ(u.read("b"), "same");
}

TEST(Archive, OtherKindsAreNotRead) {
  for (const Format format :
       {archive_write_set_format_cpio_newc, archive_write_set_format_7zip, archive_write_set_format_xar,
        archive_write_set_format_iso9660, archive_write_set_format_mtree}) {
    Unpacked u(make_archive({{"a", AE_IFREG, "x"}}, format));
    EXPECT_FALSE(u.status.ok());
  }
  for (const std::string& bytes :
       {std::string(), std::string("hello"), std::string(10'000, '\0'), std::string(10'000, 'x')}) {
    EXPECT_FALSE(Unpacked(bytes).status.ok());
  }
}

TEST(Archive, HostileOnesAreRefusedAndNothingEscapes) {
  const std::vector<std::pair<const char*, std::vector<Entry>>> hostile = {
      {"up", {{"../x", AE_IFREG, "!"}}},
      {"up in the middle", {{"a/../../x", AE_IFREG, "!"}}},
      {"up at the end", {{"a/..", AE_IFDIR}}},
      {"absolute", {{"/tmp/hm-escaped", AE_IFREG, "!"}}},
      {"through a link", {{"l", AE_IFLNK, ".."}, {"l/x", AE_IFREG, "!"}}},
      {"through an absolute link", {{"l", AE_IFLNK, "/tmp"}, {"l/hm-escaped", AE_IFREG, "!"}}},
      {"a directory over a link", {{"l", AE_IFLNK, ".."}, {"l", AE_IFDIR}, {"l/x", AE_IFREG, "!"}}},
      {"a file over a link", {{"l", AE_IFLNK, "../x"}, {"l", AE_IFREG, "!"}}},
      {"a link over a directory", {{"d", AE_IFDIR}, {"d", AE_IFLNK, ".."}, {"d/x", AE_IFREG, "!"}}},
      {"hard link out", {{"h", AE_IFREG, "../../archive", true}}},
      {"hard link to an absolute file", {{"h", AE_IFREG, "/etc/passwd", true}}},
      {"hard link to a link", {{"l", AE_IFLNK, "/etc/passwd"}, {"h", AE_IFREG, "l", true}}},
      {"hard link to nothing", {{"h", AE_IFREG, "nothing", true}}},
      {"twice", {{"a", AE_IFREG, "1"}, {"a", AE_IFREG, "2"}}},
      {"twice, spelt differently", {{"a", AE_IFREG, "1"}, {"./a", AE_IFREG, "2"}}},
      {"below a file", {{"a", AE_IFREG, "1"}, {"a/b", AE_IFREG, "2"}}},
      {"a fifo", {{"f", AE_IFIFO}}},
      {"a device", {{"d", AE_IFCHR}}},
      {"a control character", {{"a\nb", AE_IFREG, "x"}}},
      {"an escape", {{"\x1b[31m", AE_IFREG, "x"}}},
      {"nothing but the root as a file", {{".", AE_IFREG, "x"}}},
  };
  for (const auto& [what, entries] : hostile) {
    for (const Format format : {archive_write_set_format_pax_restricted, archive_write_set_format_gnutar}) {
      SCOPED_TRACE(what);
      Unpacked u(make_archive(entries, format));
      EXPECT_FALSE(u.status.ok());
      EXPECT_FALSE(u.escaped());
    }
  }
  EXPECT_FALSE(stdfs::exists("/tmp/hm-escaped"));
}

TEST(Archive, LimitsEndTheReading) {
  const std::string zeros = make_archive({{"z", AE_IFREG, std::string(32 << 20, '\0')}},
                                         archive_write_set_format_ustar, archive_write_add_filter_gzip);
  UnpackLimits limits;
  EXPECT_TRUE(Unpacked(zeros, limits).status.ok());
  limits.free_bytes = 1 << 20;
  limits.ratio = 100;
  EXPECT_THAT(Unpacked(zeros, limits).status.error().message(), testing::HasSubstr("far more"));
  limits = {};
  limits.bytes = 1 << 20;
  EXPECT_FALSE(Unpacked(zeros, limits).status.ok());
  std::vector<Entry> many;
  for (int i = 0; i < 100; ++i) many.push_back({fmt::format("f{}", i), AE_IFREG, "x"});
  limits = {};
  limits.entries = 99;
  EXPECT_FALSE(Unpacked(make_archive(many), limits).status.ok());
  limits.entries = 100;
  EXPECT_TRUE(Unpacked(make_archive(many), limits).status.ok());
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += "d/";
  EXPECT_TRUE(Unpacked(make_archive({{deep.substr(2) + "f", AE_IFREG, "x"}})).status.ok());
  EXPECT_FALSE(Unpacked(make_archive({{deep + "f", AE_IFREG, "x"}})).status.ok());
}

TEST(Archive, TruncatedAtEveryByteIsAnErrorOrWhole) {
  const std::string whole = make_archive({{"a", AE_IFREG, "some contents"}, {"d/b", AE_IFREG, "more"}},
                                         archive_write_set_format_ustar, archive_write_add_filter_gzip);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    Unpacked u(whole.substr(0, length));
    EXPECT_FALSE(u.escaped());
    EXPECT_FALSE(u.status.ok()) << length;
  }
  EXPECT_TRUE(Unpacked(whole).status.ok());
}

}  // namespace
}  // namespace hm
