#include "activate/cli/observations.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <unordered_map>

#include "activate/cli/host.hpp"
#include "lang/base/hash.hpp"

namespace hm {

namespace {

std::int64_t nanoseconds(const timespec& t) { return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec; }

// Two changes closer together than this may leave the same times on a file. Where the times are whole
// seconds, they are so because the file system keeps no others (FAT: every second one).
constexpr std::int64_t kClockGrain = 20'000'000;
constexpr std::int64_t kCoarseGrain = 2'020'000'000;

// File systems whose contents come about when they are read, or whose times somebody else makes as he likes.
constexpr std::uint32_t kMadeUp[] = {PROC_SUPER_MAGIC,      SYSFS_MAGIC,        DEBUGFS_MAGIC,
                                     TRACEFS_MAGIC,         CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
                                     SECURITYFS_MAGIC,      EFIVARFS_MAGIC,     0x62656570 /* configfs */,
                                     0x65735546 /* fuse */, V9FS_MAGIC,         SMB_SUPER_MAGIC,
                                     0xFF534D42 /* cifs */, 0xFE534D42 /* smb2 */};

bool makes_up_times(const std::string& path, dev_t device) {
  static std::unordered_map<dev_t, bool> known;
  auto [at, fresh] = known.try_emplace(device, true);
  if (fresh) {
    struct statfs about;
    const bool told = ::statfs(path.c_str(), &about) == 0;
    at->second = !told || std::find(std::begin(kMadeUp), std::end(kMadeUp),
                                    static_cast<std::uint32_t>(about.f_type)) != std::end(kMadeUp);
  }
  return at->second;
}

FileKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::Regular;
  if (S_ISDIR(mode)) return FileKind::Directory;
  if (S_ISLNK(mode)) return FileKind::Symlink;
  return FileKind::Other;
}

}  // namespace

std::int64_t nanoseconds_now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

FileSignature signature_of(const struct stat& s) {
  return {s.st_dev, s.st_ino, static_cast<std::uint64_t>(s.st_size), nanoseconds(s.st_mtim),
          nanoseconds(s.st_ctim)};
}

bool times_tell(const std::string& path, const struct stat& s, std::int64_t start) {
  const std::int64_t grain = s.st_ctim.tv_nsec == 0 ? kCoarseGrain : kClockGrain;
  return nanoseconds(s.st_ctim) < start - grain && !makes_up_times(path, s.st_dev);
}

Observations::Observations() : start_(nanoseconds_now()) {}

// --- looking --------------------------------------------------------------------------------------------------

// By times where they can be trusted, else by what is in it.
Observations::Seen Observations::look_inside(Kind kind, const std::string& path) const {
  Seen seen;
  struct stat s;
  if (::stat(path.c_str(), &s) != 0) return seen;
  if (kind == Kind::Listing ? !S_ISDIR(s.st_mode) : !S_ISREG(s.st_mode)) {
    seen.text = "of another kind";
    return seen;
  }
  if (times_tell(path, s, start_)) {
    seen.signature = signature_of(s);
    return seen;
  }
  RealHost disk({});
  Hasher hasher(HashAlgorithm::Sha256);
  if (kind == Kind::Content) {
    auto text = disk.read_file(path);
    if (!text) return seen;
    hasher.update(*text);
  } else {
    auto entries = disk.list_directory(path);
    if (!entries) return seen;
    for (const auto& entry : *entries) {
      hasher.update(entry.name);
      hasher.update({"\0", 1});
      hasher.update(std::to_string(static_cast<int>(entry.kind)));
    }
  }
  seen.text = hasher.finish().base16() + (s.st_mode & S_IXUSR ? "x" : "");
  return seen;
}

Observations::Seen Observations::look(Kind kind, const std::string& name) const {
  Seen seen;
  struct stat s;
  switch (kind) {
    case Kind::Presence:
      if (::lstat(name.c_str(), &s) == 0) seen.kind = kind_of_mode(s.st_mode);
      return seen;
    case Kind::Link: {
      auto target = RealHost({}).read_link(name);
      if (target) seen.text = *target;
      return seen;
    }
    case Kind::Variable: {
      auto value = RealHost({}).environment(name);
      if (value) seen.text = "=" + *value;
      return seen;
    }
    case Kind::Content:
    case Kind::Listing: break;
  }
  return look_inside(kind, name);
}

void Observations::note(Kind kind, const std::string& name) {
  auto [at, fresh] = seen_.try_emplace({kind, name});
  if (fresh) at->second = look(kind, name);
}

void Observations::presence(const std::string& path) { note(Kind::Presence, path); }
void Observations::content(const std::string& path) { note(Kind::Content, path); }
void Observations::listing(const std::string& path) { note(Kind::Listing, path); }
void Observations::link(const std::string& path) { note(Kind::Link, path); }

void Observations::variable(const std::string& name, const std::optional<std::string>& value) {
  seen_.try_emplace({Kind::Variable, name}, Seen{FileKind::Missing, std::nullopt, value ? "=" + *value : ""});
}

void Observations::tree(const std::string& path) {
  presence(path);
  struct stat s;
  if (::lstat(path.c_str(), &s) != 0) return;
  if (S_ISLNK(s.st_mode)) return link(path);
  if (S_ISREG(s.st_mode)) return content(path);
  if (!S_ISDIR(s.st_mode)) return;
  listing(path);
  auto entries = RealHost({}).list_directory(path);
  if (!entries) return unrepeatable();
  for (const auto& entry : *entries) tree(path + "/" + entry.name);
}

bool Observations::added_are_there() const {
  struct stat s;
  return !added_.empty() &&
         std::all_of(added_.begin(), added_.end(), [&](const auto& path) { return ::lstat(path.c_str(), &s) == 0; });
}

// --- asking again ---------------------------------------------------------------------------------------------

Observations::Answer Observations::ask_again() {
  Answer answer = Answer::Same;
  for (auto& [question, before] : seen_) {
    const auto& [kind, name] = question;
    Seen now = look(kind, name);
    if (now == before) continue;
    // Looked at by contents the last time: the same contents, and times that can be trusted by now.
    const bool by_contents = !before.signature && !before.text.empty() && now.signature;
    if (!by_contents || (kind != Kind::Content && kind != Kind::Listing)) return Answer::Changed;
    Observations fresh;
    fresh.start_ = 0;  // no times are old enough: by contents
    if (fresh.look_inside(kind, name).text != before.text) return Answer::Changed;
    before = std::move(now);
    answer = Answer::SameAgain;
  }
  return answer;
}

// --- bytes ----------------------------------------------------------------------------------------------------

void Observations::encode(ByteWriter& out) const {
  out.value(static_cast<std::uint64_t>(seen_.size()));
  for (const auto& [question, seen] : seen_) {
    out.value(question.first);
    out.text(question.second);
    out.value(seen.kind);
    out.value(seen.signature.has_value());
    if (seen.signature) out.value(*seen.signature);
    out.text(seen.text);
  }
  out.value(static_cast<std::uint64_t>(narrated_.size()));
  for (const auto& line : narrated_) out.text(line);
  out.value(static_cast<std::uint64_t>(added_.size()));
  for (const auto& object : added_) out.text(object);
}

std::optional<Observations> Observations::decode(ByteReader& in) {
  Observations result;
  for (auto left = in.value<std::uint64_t>(); left > 0 && in.ok(); --left) {
    const auto kind = in.value<std::uint8_t>();
    std::string name(in.text());
    Seen seen;
    const auto file_kind = in.value<std::uint32_t>();
    if (kind > static_cast<std::uint8_t>(Kind::Variable) || file_kind > static_cast<std::uint32_t>(FileKind::Other)) return std::nullopt;
    seen.kind = static_cast<FileKind>(file_kind);
    if (in.value<std::uint8_t>() != 0) seen.signature = in.value<FileSignature>();
    seen.text = in.text();
    result.seen_.emplace_hint(result.seen_.end(), std::pair(static_cast<Kind>(kind), std::move(name)), std::move(seen));
  }
  for (auto left = in.value<std::uint64_t>(); left > 0 && in.ok(); --left) result.narrated_.emplace_back(in.text());
  for (auto left = in.value<std::uint64_t>(); left > 0 && in.ok(); --left) result.added_.emplace_back(in.text());
  if (!in.ok()) return std::nullopt;
  return result;
}

}  // namespace hm
