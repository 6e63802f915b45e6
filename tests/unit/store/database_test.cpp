#include "store/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

#include "tests/unit/store/store_scene.hpp"

namespace hm {
namespace {

namespace stdfs = std::filesystem;
using test::must;
using test::Scratch;

PathInfo info_of(const std::string& name, std::vector<StorePath> references = {}) {
  PathInfo info;
  info.path =
      must(StorePath::parse_base(hash_of(HashAlgorithm::Sha256, name).base32().substr(0, 32) + "-" + name));
  info.nar_hash = hash_of(HashAlgorithm::Sha256, name);
  info.nar_size = name.size();
  info.references = std::move(references);
  return info;
}

void sql(const std::string& file, const std::string& text) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Database, KeepsWhatItIsTold) {
  Scratch scratch;
  const std::string file = scratch.path() + "/db";
  const PathInfo a = info_of("a");
  PathInfo b = info_of("b", {a.path});
  b.references.push_back(b.path);
  std::sort(b.references.begin(), b.references.end());
  b.deriver = info_of("b.drv").path;
  b.content_address = "fixed:r:sha256:x";
  {
    Database db = must(Database::open(file, Database::Access::ReadWrite));
    EXPECT_EQ(db.journal_mode(), "wal");
    must(db.add({b, a}));
  }
  Database db = must(Database::open(file, Database::Access::ReadWrite));
  const PathInfo found = must(db.find(b.path)).value();
  EXPECT_EQ(found.nar_hash, b.nar_hash);
  EXPECT_EQ(found.references, b.references);
  EXPECT_EQ(found.deriver, b.deriver);
  EXPECT_EQ(found.content_address, b.content_address);
  EXPECT_THAT(must(db.referrers(a.path)), testing::ElementsAre(b.path));
  EXPECT_EQ(must(db.find_by_hash_part(std::string(a.path.hash_part()))), a.path);
  EXPECT_FALSE(must(db.find_by_hash_part(std::string(32, '0'))).has_value());
  EXPECT_FALSE(db.forget({a.path}, Database::Durable::Yes).ok()) << "b needs it";
  EXPECT_TRUE(must(db.is_valid(a.path)));
  must(db.forget({a.path, b.path}, Database::Durable::Yes));
  EXPECT_THAT(must(db.all()), testing::IsEmpty());
  EXPECT_THAT(must(db.check()), testing::IsEmpty());
}

TEST(Database, ABatchIsWholeOrNot) {
  Scratch scratch;
  Database db = must(Database::open(scratch.path() + "/db", Database::Access::ReadWrite));
  EXPECT_FALSE(db.add({info_of("a"), info_of("b", {info_of("missing").path})}).ok());
  EXPECT_THAT(must(db.all()), testing::IsEmpty());
}

TEST(Database, ANewerFormatIsRefusedAndNotTouched) {
  Scratch scratch;
  const std::string file = scratch.path() + "/db";
  must(Database::open(file, Database::Access::ReadWrite));
  sql(file, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99");
  const std::string before = bytes_of(file);
  for (const auto access : {Database::Access::ReadWrite, Database::Access::ReadOnly}) {
    auto refused = Database::open(file, access);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code(), Code::StateTooNew);
  }
  EXPECT_EQ(bytes_of(file), before);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : stdfs::directory_iterator(scratch.path())) ++files;
  EXPECT_EQ(files, 1U) << "no journal, no shared memory";
}

TEST(Database, ADamagedFileIsADiagnosticAtEveryLength) {
  Scratch scratch;
  const std::string file = scratch.path() + "/db";
  {
    Database db = must(Database::open(file, Database::Access::ReadWrite));
    for (int i = 0; i < 20; ++i) must(db.add({info_of(fmt::format("n{}", i))}));
  }
  sql(file, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
  const std::string whole = bytes_of(file);
  for (std::size_t length = 0; length < whole.size(); length += length < 200 ? 1 : 509) {
    const std::string cut = scratch.path() + "/cut";
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) stdfs::remove(cut + suffix);
    std::ofstream(cut, std::ios::binary) << whole.substr(0, length);
    auto opened = Database::open(cut, Database::Access::ReadWrite);
    if (!opened) continue;
    // It may open; then every question has an answer or an error, and never a crash.
    for (int i = 0; i < 20; ++i) static_cast<void>(opened->find(info_of(fmt::format("n{}", i)).path));
    static_cast<void>(opened->all());
    static_cast<void>(opened->check());
  }
}

TEST(Database, FlippedBytesNeverCrash) {
  Scratch scratch;
  const std::string file = scratch.path() + "/db";
  {
    Database db = must(Database::open(file, Database::Access::ReadWrite));
    for (int i = 0; i < 20; ++i) must(db.add({info_of(fmt::format("n{}", i))}));
  }
  sql(file, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
  const std::string whole = bytes_of(file);
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    const std::string changed = scratch.path() + "/changed";
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) stdfs::remove(changed + suffix);
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x41);
    std::ofstream(changed, std::ios::binary) << bytes;
    auto opened = Database::open(changed, Database::Access::ReadWrite);
    if (!opened) continue;
    static_cast<void>(opened->all());
    static_cast<void>(opened->find(info_of("n7").path));
    static_cast<void>(opened->add({info_of("new")}));
  }
}

}  // namespace
}  // namespace hm
