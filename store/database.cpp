#include "store/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <unordered_map>
#include <unordered_set>

namespace hm {
namespace {

constexpr int kSchemaVersion = 1;
constexpr int kBusyMilliseconds = 60'000;

// One entry a version: what brings the version before it up to it. Never edited once released.
constexpr const char* kMigrations[] = {
    R"sql(
    CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied INTEGER NOT NULL);
    CREATE TABLE valid_paths (
      id              INTEGER PRIMARY KEY,
      path            TEXT NOT NULL UNIQUE,
      nar_hash        BLOB NOT NULL,
      nar_size        INTEGER NOT NULL,
      deriver         TEXT,
      content_address TEXT NOT NULL DEFAULT '',
      registered      INTEGER NOT NULL
    );
    CREATE INDEX valid_paths_deriver ON valid_paths (deriver) WHERE deriver IS NOT NULL;
    CREATE TABLE refs (
      referrer  INTEGER NOT NULL REFERENCES valid_paths (id) ON DELETE CASCADE,
      reference INTEGER NOT NULL REFERENCES valid_paths (id) ON DELETE RESTRICT,
      PRIMARY KEY (referrer, reference)
    ) WITHOUT ROWID;
    CREATE INDEX refs_reference ON refs (reference);
    CREATE TABLE derivation_outputs (
      derivation TEXT NOT NULL,
      output     TEXT NOT NULL,
      path       TEXT NOT NULL,
      PRIMARY KEY (derivation, output)
    ) WITHOUT ROWID;
    CREATE INDEX derivation_outputs_path ON derivation_outputs (path);
    CREATE TABLE realisations (
      derivation_hash TEXT NOT NULL,
      output          TEXT NOT NULL,
      path            TEXT NOT NULL,
      PRIMARY KEY (derivation_hash, output)
    ) WITHOUT ROWID;
    )sql",
};
static_assert(sizeof kMigrations / sizeof *kMigrations == kSchemaVersion);

Error too_new(const std::string& file, int version) {
  return fail(Code::StateTooNew,
              "the store's database '{}' has format {}, and this hm knows formats up to {}", file, version,
              kSchemaVersion)
      .hint("use the newer hm that wrote it");
}

// The version as the file's header says it, before SQLite (which may write while it opens) sees the file.
int version_in_header(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  unsigned char header[100];
  if (!in.read(reinterpret_cast<char*>(header), sizeof header)) return 0;
  // What does not begin as a database is no newer one either; SQLite says then that it is damaged.
  constexpr char kMagic[] = "SQLite format 3";
  if (!std::equal(std::begin(kMagic), std::end(kMagic), header)) return 0;
  return header[60] << 24 | header[61] << 16 | header[62] << 8 | header[63];
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

// A prepared statement in use: bound in order, reset when it goes out of scope.
class Database::Statement {
 public:
  Statement(sqlite3* db, const char* sql) { status_ = sqlite3_prepare_v2(db, sql, -1, &handle_, nullptr); }
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& start() {
    if (handle_ != nullptr) sqlite3_reset(handle_);
    next_ = 0;
    return *this;
  }
  Statement& text(std::string_view value) {
    sqlite3_bind_text(handle_, ++next_, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& blob(std::string_view value) {
    sqlite3_bind_blob(handle_, ++next_, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& integer(std::int64_t value) {
    sqlite3_bind_int64(handle_, ++next_, value);
    return *this;
  }
  Statement& null() {
    sqlite3_bind_null(handle_, ++next_);
    return *this;
  }
  // True: a row is there. False: no more, or failed().
  bool row() {
    if (handle_ == nullptr) return false;
    status_ = sqlite3_step(handle_);
    if (status_ == SQLITE_ROW) return true;
    sqlite3_reset(handle_);
    return false;
  }
  bool failed() const { return status_ != SQLITE_DONE && status_ != SQLITE_ROW && status_ != SQLITE_OK; }
  bool is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
  std::int64_t integer_at(int column) const { return sqlite3_column_int64(handle_, column); }
  std::string text_at(int column) const {
    const void* bytes = sqlite3_column_blob(handle_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
  }

 private:
  sqlite3_stmt* handle_ = nullptr;
  int status_ = SQLITE_OK;
  int next_ = 0;
};

struct Database::Cache {
  std::unordered_map<const char*, std::unique_ptr<Statement>> statements;  // by the address of the literal
};

Database::Database(std::string file, sqlite3* connection)
    : file_(std::move(file)), db_(connection), cache_(std::make_unique<Cache>()) {}

Database::~Database() {
  cache_.reset();
  sqlite3_close_v2(db_);
}

Database::Database(Database&& other) noexcept
    : file_(std::move(other.file_)),
      db_(std::exchange(other.db_, nullptr)),
      cache_(std::move(other.cache_)) {}

Database& Database::operator=(Database&& other) noexcept {
  if (this != &other) {
    cache_.reset();
    sqlite3_close_v2(db_);
    file_ = std::move(other.file_);
    db_ = std::exchange(other.db_, nullptr);
    cache_ = std::move(other.cache_);
  }
  return *this;
}

Error Database::failed(const char* doing) const {
  const int code = sqlite3_extended_errcode(db_);
  const char* why = sqlite3_errmsg(db_);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return fail(Code::DiskFull, "cannot {} the store's database '{}': {}", doing, file_, why);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Code::Locked, "cannot {} the store's database '{}': another process keeps it busy", doing,
                  file_);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(Code::StateDamaged, "the store's database '{}' is damaged: {}", file_, why)
          .hint("`hm store repair` sets it aside and makes it anew from the objects");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return fail(Code::PermissionDenied, "cannot {} the store's database '{}': {}", doing, file_, why);
    default:
      return fail(Code::IoError, "cannot {} the store's database '{}': {}", doing, file_, why);
  }
}

Status Database::execute(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failed("use");
  return {};
}

Database::Statement& Database::prepared(const char* sql) {
  std::unique_ptr<Statement>& slot = cache_->statements[sql];
  if (slot == nullptr) slot = std::make_unique<Statement>(db_, sql);
  return slot->start();
}

template <class Body>
Status Database::transaction(Body body) {
  HM_CHECK(execute("BEGIN IMMEDIATE"));
  Status done = body();
  if (done) done = execute("COMMIT");
  if (!done && sqlite3_get_autocommit(db_) == 0)
    ignore(execute("ROLLBACK"), "the error that led here is reported");
  return done;
}

Status Database::choose_journal() {
  // WAL needs shared memory beside the file; the first read finds out whether the file system gives it.
  if (execute("PRAGMA journal_mode = WAL") && execute("SELECT count(*) FROM sqlite_master") &&
      journal_mode() == "wal") {
    return execute("PRAGMA synchronous = NORMAL");
  }
  if ((sqlite3_errcode(db_) & 0xff) == SQLITE_NOTADB) return failed("read");
  // With the lock held exclusively SQLite needs no shared memory, even to leave WAL behind.
  HM_CHECK(execute("PRAGMA locking_mode = EXCLUSIVE"));
  HM_CHECK(execute("PRAGMA journal_mode = TRUNCATE"));
  HM_CHECK(execute("PRAGMA locking_mode = NORMAL"));
  HM_CHECK(execute("SELECT count(*) FROM sqlite_master"));
  return execute("PRAGMA synchronous = FULL");
}

std::string Database::journal_mode() {
  Statement statement(db_, "PRAGMA journal_mode");
  return statement.row() ? statement.text_at(0) : "";
}

Status Database::migrate() {
  const auto version = [&] {
    Statement statement(db_, "PRAGMA user_version");
    return statement.row() ? static_cast<int>(statement.integer_at(0)) : -1;
  };
  const int found = version();
  if (found < 0) return failed("read");
  if (found > kSchemaVersion) return too_new(file_, found);
  if (found == kSchemaVersion) return {};
  return transaction([&]() -> Status {
    // Another process may have migrated while we waited for the write lock.
    for (int next = version(); next < kSchemaVersion; ++next) {
      HM_CHECK(execute(kMigrations[next]));
      Statement record(db_, "INSERT INTO migrations VALUES (?, ?)");
      record.integer(next + 1).integer(now()).row();
      if (record.failed()) return failed("migrate");
      HM_CHECK(execute(fmt::format("PRAGMA user_version = {}", next + 1).c_str()));
    }
    return {};
  });
}

Result<Database> Database::open(const std::string& file, Access access) {
  if (const int version = version_in_header(file); version > kSchemaVersion) return too_new(file, version);
  int flags = SQLITE_OPEN_NOMUTEX | (access == Access::ReadOnly ? SQLITE_OPEN_READONLY
                                                                : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  std::string name = file;
  if (access == Access::ReadOnly && !std::ifstream(file).good()) {
    name = ":memory:";
    flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  sqlite3* connection = nullptr;
  const int opened = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  Database database(file, connection);
  if (opened != SQLITE_OK) return database.failed("open");
  sqlite3_busy_timeout(connection, kBusyMilliseconds);
  HM_CHECK(database.execute("PRAGMA foreign_keys = ON"));
  if (access == Access::ReadWrite) {
    HM_CHECK(database.choose_journal());
    HM_CHECK(database.migrate());
  } else if (name == ":memory:") {
    HM_CHECK(database.migrate());
  } else {
    Statement statement(connection, "PRAGMA user_version");
    if (!statement.row()) return database.failed("read");
    if (statement.integer_at(0) > kSchemaVersion)
      return too_new(file, static_cast<int>(statement.integer_at(0)));
  }
  return database;
}

// --- asking
// -------------------------------------------------------------------------------------------------

Result<std::optional<std::int64_t>> Database::id_of(const StorePath& path) {
  Statement& ask = prepared("SELECT id FROM valid_paths WHERE path = ?").text(path.base());
  std::optional<std::int64_t> id;
  if (ask.row()) id = ask.integer_at(0);
  if (ask.failed()) return failed("read");
  ask.start();
  return id;
}

Result<bool> Database::is_valid(const StorePath& path) {
  HM_TRY(const std::optional<std::int64_t> id, id_of(path));
  return id.has_value();
}

namespace {

Result<StorePath> stored_path(const std::string& text) {
  auto path = StorePath::parse_base(text);
  if (!path)
    return fail(Code::StateDamaged, "the store's database holds '{}', which is not a store path", text);
  return path;
}

}  // namespace

Result<std::optional<PathInfo>> Database::find(const StorePath& path) {
  PathInfo info;
  std::int64_t id = 0;
  {
    Statement& ask =
        prepared(
            "SELECT id, nar_hash, nar_size, deriver, content_address, registered FROM valid_paths "
            "WHERE path = ?")
            .text(path.base());
    if (!ask.row()) {
      if (ask.failed()) return failed("read");
      return std::optional<PathInfo>();
    }
    info.path = path;
    id = ask.integer_at(0);
    const std::string hash = ask.text_at(1);
    if (hash.size() != 32)
      return fail(Code::StateDamaged, "the store's database holds a damaged hash of '{}'", path.base());
    std::copy(hash.begin(), hash.end(), info.nar_hash.bytes.begin());
    info.nar_size = static_cast<std::uint64_t>(ask.integer_at(2));
    if (!ask.is_null(3)) {
      HM_TRY(info.deriver, stored_path(ask.text_at(3)));
    }
    info.content_address = ask.text_at(4);
    info.registered = ask.integer_at(5);
    ask.start();
  }
  Statement& ask =
      prepared(
          "SELECT v.path FROM refs r JOIN valid_paths v ON v.id = r.reference WHERE r.referrer = ? "
          "ORDER BY v.path")
          .integer(id);
  while (ask.row()) {
    HM_TRY(StorePath reference, stored_path(ask.text_at(0)));
    info.references.push_back(std::move(reference));
  }
  if (ask.failed()) return failed("read");
  return std::optional<PathInfo>(std::move(info));
}

Result<std::optional<StorePath>> Database::find_by_hash_part(const std::string& hash_part) {
  Statement& ask =
      prepared("SELECT path FROM valid_paths WHERE path >= ? ORDER BY path LIMIT 1").text(hash_part);
  if (ask.row() && ask.text_at(0).starts_with(hash_part + "-")) {
    HM_TRY(StorePath path, stored_path(ask.text_at(0)));
    ask.start();
    return std::optional<StorePath>(std::move(path));
  }
  if (ask.failed()) return failed("read");
  ask.start();
  return std::optional<StorePath>();
}

Result<std::optional<std::vector<StorePath>>> Database::references(const StorePath& path) {
  HM_TRY(const std::optional<std::int64_t> id, id_of(path));
  if (!id) return std::optional<std::vector<StorePath>>();
  std::vector<StorePath> result;
  Statement& ask =
      prepared("SELECT v.path FROM refs r JOIN valid_paths v ON v.id = r.reference WHERE r.referrer = ?")
          .integer(*id);
  while (ask.row()) {
    HM_TRY(StorePath reference, stored_path(ask.text_at(0)));
    result.push_back(std::move(reference));
  }
  if (ask.failed()) return failed("read");
  return std::optional<std::vector<StorePath>>(std::move(result));
}

Result<std::vector<StorePath>> Database::referrers(const StorePath& path) {
  std::vector<StorePath> result;
  Statement& ask =
      prepared(
          "SELECT v.path FROM refs r JOIN valid_paths v ON v.id = r.referrer WHERE r.reference = "
          "(SELECT id FROM valid_paths WHERE path = ?) ORDER BY v.path")
          .text(path.base());
  while (ask.row()) {
    HM_TRY(StorePath referrer, stored_path(ask.text_at(0)));
    result.push_back(std::move(referrer));
  }
  if (ask.failed()) return failed("read");
  return result;
}

Result<std::vector<StorePath>> Database::derivers_of(const StorePath& output) {
  std::vector<StorePath> result;
  Statement& ask = prepared("SELECT DISTINCT derivation FROM derivation_outputs WHERE path = ? ORDER BY 1")
                       .text(output.base());
  while (ask.row()) {
    HM_TRY(StorePath derivation, stored_path(ask.text_at(0)));
    result.push_back(std::move(derivation));
  }
  if (ask.failed()) return failed("read");
  return result;
}

Result<std::vector<PathInfo>> Database::all() {
  std::vector<PathInfo> result;
  std::unordered_map<std::int64_t, std::size_t> by_id;
  // One read transaction, so that rows and references belong together.
  HM_CHECK(execute("BEGIN"));
  const auto read = [&]() -> Status {
    Statement paths(
        db_,
        "SELECT id, path, nar_hash, nar_size, deriver, content_address, registered FROM valid_paths "
        "ORDER BY path");
    while (paths.row()) {
      PathInfo info;
      HM_TRY(info.path, stored_path(paths.text_at(1)));
      const std::string hash = paths.text_at(2);
      if (hash.size() == 32) std::copy(hash.begin(), hash.end(), info.nar_hash.bytes.begin());
      info.nar_size = static_cast<std::uint64_t>(paths.integer_at(3));
      if (!paths.is_null(4)) {
        HM_TRY(info.deriver, stored_path(paths.text_at(4)));
      }
      info.content_address = paths.text_at(5);
      info.registered = paths.integer_at(6);
      by_id.emplace(paths.integer_at(0), result.size());
      result.push_back(std::move(info));
    }
    if (paths.failed()) return failed("read");
    Statement refs(db_, "SELECT referrer, reference FROM refs");
    while (refs.row()) {
      const auto from = by_id.find(refs.integer_at(0));
      const auto to = by_id.find(refs.integer_at(1));
      if (from == by_id.end() || to == by_id.end())
        return fail(Code::StateDamaged, "the store's database '{}' holds a reference to nothing", file_);
      result[from->second].references.push_back(result[to->second].path);
    }
    if (refs.failed()) return failed("read");
    return {};
  };
  Status done = read();
  ignore(execute("COMMIT"), "only reading was done");
  if (!done) return std::move(done).error();
  for (PathInfo& info : result) std::sort(info.references.begin(), info.references.end());
  return result;
}

// --- changing
// -----------------------------------------------------------------------------------------------

Status Database::add_one(const PathInfo& info) {
  HM_TRY(const std::optional<std::int64_t> id, id_of(info.path));
  if (id) {
    if (!info.deriver) return {};
    Statement& learn = prepared("UPDATE valid_paths SET deriver = ? WHERE id = ? AND deriver IS NULL")
                           .text(info.deriver->base())
                           .integer(*id);
    learn.row();
    if (learn.failed()) return failed("write to");
    return {};
  }
  Statement& insert =
      prepared(
          "INSERT INTO valid_paths (path, nar_hash, nar_size, content_address, registered, deriver) "
          "VALUES (?, ?, ?, ?, ?, ?)")
          .text(info.path.base())
          .blob(info.nar_hash.raw())
          .integer(static_cast<std::int64_t>(info.nar_size))
          .text(info.content_address)
          .integer(info.registered != 0 ? info.registered : now());
  if (info.deriver) {
    insert.text(info.deriver->base());
  } else {
    insert.null();
  }
  insert.row();
  if (insert.failed()) return failed("write to");
  return {};
}

Status Database::add_references(const PathInfo& info) {
  if (info.references.empty()) return {};
  HM_TRY(const std::optional<std::int64_t> referrer, id_of(info.path));
  for (const StorePath& reference : info.references) {
    HM_TRY(const std::optional<std::int64_t> id, id_of(reference));
    if (!id) {
      return fail(Code::InvalidStorePath, "'{}' cannot refer to '{}', which is not in the store",
                  info.path.base(), reference.base());
    }
    Statement& insert = prepared("INSERT OR IGNORE INTO refs (referrer, reference) VALUES (?, ?)")
                            .integer(*referrer)
                            .integer(*id);
    insert.row();
    if (insert.failed()) return failed("write to");
  }
  return {};
}

Status Database::add(const std::vector<PathInfo>& batch) {
  if (batch.empty()) return {};
  return transaction([&]() -> Status {
    // First all paths, then all references: objects of one batch may refer to each other in any order.
    for (const PathInfo& info : batch) HM_CHECK(add_one(info));
    for (const PathInfo& info : batch) HM_CHECK(add_references(info));
    return {};
  });
}

Status Database::forget(const std::vector<StorePath>& paths, Durable durable) {
  if (paths.empty()) return {};
  if (durable == Durable::Yes) HM_CHECK(execute("PRAGMA synchronous = FULL"));
  Status done = transaction([&]() -> Status {
    // All references that start in the set first; then a row that something still refers to refuses to go.
    for (const StorePath& path : paths) {
      Statement& drop =
          prepared("DELETE FROM refs WHERE referrer = (SELECT id FROM valid_paths WHERE path = ?)")
              .text(path.base());
      drop.row();
      if (drop.failed()) return failed("write to");
    }
    for (const StorePath& path : paths) {
      Statement& drop = prepared("DELETE FROM valid_paths WHERE path = ?").text(path.base());
      drop.row();
      if (drop.failed()) {
        if ((sqlite3_errcode(db_) & 0xff) != SQLITE_CONSTRAINT) return failed("write to");
        return fail(Code::BadUse, "'{}' is still referred to by another object", path.base());
      }
      Statement& outputs = prepared("DELETE FROM derivation_outputs WHERE derivation = ?").text(path.base());
      outputs.row();
      if (outputs.failed()) return failed("write to");
      Statement& real = prepared("DELETE FROM realisations WHERE path = ?").text(path.base());
      real.row();
      if (real.failed()) return failed("write to");
    }
    return {};
  });
  if (durable == Durable::Yes && journal_mode() == "wal") HM_CHECK(execute("PRAGMA synchronous = NORMAL"));
  return done;
}

Status Database::add_outputs(const StorePath& derivation, const std::map<std::string, StorePath>& outputs) {
  return transaction([&]() -> Status {
    for (const auto& [output, path] : outputs) {
      Statement& insert = prepared("INSERT OR REPLACE INTO derivation_outputs VALUES (?, ?, ?)")
                              .text(derivation.base())
                              .text(output)
                              .text(path.base());
      insert.row();
      if (insert.failed()) return failed("write to");
    }
    return {};
  });
}

Result<std::map<std::string, StorePath>> Database::outputs(const StorePath& derivation) {
  std::map<std::string, StorePath> result;
  Statement& ask =
      prepared("SELECT output, path FROM derivation_outputs WHERE derivation = ?").text(derivation.base());
  while (ask.row()) {
    HM_TRY(StorePath path, stored_path(ask.text_at(1)));
    result.emplace(ask.text_at(0), std::move(path));
  }
  if (ask.failed()) return failed("read");
  return result;
}

Status Database::add_realisation(const Realisation& realisation) {
  return transaction([&]() -> Status {
    Statement& insert = prepared("INSERT OR REPLACE INTO realisations VALUES (?, ?, ?)")
                            .text(realisation.derivation_hash)
                            .text(realisation.output)
                            .text(realisation.path.base());
    insert.row();
    if (insert.failed()) return failed("write to");
    return {};
  });
}

Result<std::optional<StorePath>> Database::find_realisation(const std::string& derivation_hash,
                                                            const std::string& output) {
  Statement& ask = prepared("SELECT path FROM realisations WHERE derivation_hash = ? AND output = ?")
                       .text(derivation_hash)
                       .text(output);
  if (ask.row()) {
    HM_TRY(StorePath path, stored_path(ask.text_at(0)));
    ask.start();
    return std::optional<StorePath>(std::move(path));
  }
  if (ask.failed()) return failed("read");
  return std::optional<StorePath>();
}

Result<std::vector<std::string>> Database::check() {
  std::vector<std::string> problems;
  Statement ask(db_, "PRAGMA integrity_check");
  while (ask.row()) {
    if (ask.text_at(0) != "ok") problems.push_back(ask.text_at(0));
  }
  if (ask.failed()) return failed("check");
  return problems;
}

Result<std::vector<StorePath>> closure_of(Database& database, const std::vector<StorePath>& paths,
                                          const std::string& store_dir) {
  // Depth first with a stack of our own: chains of references can be long.
  struct Visit {
    StorePath path;
    std::vector<StorePath> references;
    std::size_t next = 0;
  };
  std::vector<StorePath> order;
  std::unordered_set<StorePath> seen;
  std::vector<Visit> stack;
  const auto enter = [&](const StorePath& path) -> Status {
    if (!seen.insert(path).second) return {};
    HM_TRY(std::optional<std::vector<StorePath>> references, database.references(path));
    if (!references) return fail(Code::NotFound, "'{}' is not in the store", path.in(store_dir));
    stack.push_back({path, std::move(*references), 0});
    return {};
  };
  for (const StorePath& path : paths) {
    HM_CHECK(enter(path));
    while (!stack.empty()) {
      Visit& top = stack.back();
      if (top.next < top.references.size()) {
        const StorePath next = top.references[top.next++];
        HM_CHECK(enter(next));
      } else {
        order.push_back(std::move(top.path));
        stack.pop_back();
      }
    }
  }
  return order;
}

}  // namespace hm
