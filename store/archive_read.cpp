#include "store/archive_read.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <map>
#include <memory>
#include <set>

#include "store/fs_steps.hpp"
#include "store/tree_sink.hpp"

namespace hm {
namespace {

constexpr std::size_t kBuffer = 64 * 1024;
constexpr std::uint64_t kMaxZip = std::uint64_t{2}
                                  << 30;  // zip is read from memory, since its index is at the end

// Feeds libarchive from a held descriptor.
struct Input {
  Fs& fs;
  Fd fd;
  std::string buffer = std::string(kBuffer, '\0');
  std::optional<Error> error = {};

  static la_ssize_t read(archive* reader, void* self, const void** bytes) {
    auto& input = *static_cast<Input*>(self);
    auto n = input.fs.read(input.fd, input.buffer.data(), input.buffer.size());
    if (!n) {
      archive_set_error(reader, EIO, "%s", n.error().message().c_str());
      input.error = std::move(n).error();
      return -1;
    }
    *bytes = input.buffer.data();
    return static_cast<la_ssize_t>(*n);
  }
};

struct CloseArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

class Unpacker {
 public:
  Unpacker(Fs& fs, const Fd& into, const UnpackLimits& limits) : fs_(fs), into_(into), limits_(limits) {
    seen_.emplace("", NodeKind::Directory);
  }

  std::int64_t newest() const { return newest_; }

  Status run(const At& from) {
    reader_.reset(archive_read_new());
    archive* reader = reader_.get();
    if (reader == nullptr) return fail(Code::IoError, "not enough memory to read an archive");
    // By name, one by one: the library's other formats have never been needed and often been broken.
    if (archive_read_support_format_tar(reader) < ARCHIVE_WARN ||
        archive_read_support_format_zip(reader) < ARCHIVE_WARN ||
        archive_read_support_filter_gzip(reader) < ARCHIVE_WARN ||
        archive_read_support_filter_bzip2(reader) < ARCHIVE_WARN ||
        archive_read_support_filter_xz(reader) < ARCHIVE_WARN ||
        archive_read_support_filter_zstd(reader) < ARCHIVE_WARN)
      return complaint();
    HM_TRY(Fd fd, fs_.open(from));
    Input input{fs_, std::move(fd)};
    std::string zip;
    HM_TRY(const bool is_zip, starts_as_zip(from));
    if (is_zip) {
      HM_TRY(zip, read_all(fs_, input.fd, kMaxZip));
      if (archive_read_open_memory(reader, zip.data(), zip.size()) != ARCHIVE_OK) return complaint();
    } else if (archive_read_open(reader, &input, nullptr, Input::read, nullptr) != ARCHIVE_OK) {
      if (input.error) return std::move(*input.error);
      return complaint();
    }
    Status done = entries();
    if (!done && input.error) return std::move(*input.error);
    return done;
  }

 private:
  Result<bool> starts_as_zip(const At& from) {
    HM_TRY(const Fd fd, fs_.open(from));
    char magic[4] = {};
    HM_TRY(const std::size_t n, fs_.read(fd, magic, sizeof magic));
    return n == 4 && std::string_view(magic, 4) == "PK\3\4";
  }

  Error complaint() {
    const char* text = archive_error_string(reader_.get());
    return fail(Code::BadUse, "the archive cannot be read: {}",
                text == nullptr ? "it is damaged or of no known kind" : text);
  }
  static Error refuse(const std::string& name, const char* why) {
    std::string shown;
    for (const char c : name.substr(0, 200)) shown += c >= ' ' && c != 0x7f ? c : '?';
    return fail(Code::BadUse, "the archive is refused: its entry '{}' {}", shown, why);
  }

  Status entries() {
    while (true) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(reader_.get(), &entry);
      if (status == ARCHIVE_EOF) {
        if (count_ == 0) return fail(Code::BadUse, "the archive is empty, or not an archive");
        return {};
      }
      // A warning, too: what the library had to guess about is not worth having.
      if (status != ARCHIVE_OK) return complaint();
      if (++count_ > limits_.entries)
        return fail(Code::BadUse, "the archive has more than {} entries", limits_.entries);
      newest_ = std::max(newest_, static_cast<std::int64_t>(archive_entry_mtime(entry)));
      HM_CHECK(one(entry));
    }
  }

  Status one(archive_entry* entry) {
    const char* given = archive_entry_pathname(entry);
    if (given == nullptr) return refuse("", "has a name that cannot be decoded");
    const std::string raw = given;
    for (const char c : raw) {
      if (static_cast<unsigned char>(c) < ' ' || c == 0x7f)
        return refuse(raw, "has a control character in its name");
    }
    std::string name = raw;
    while (name.starts_with("./")) name.erase(0, 2);
    while (name.ends_with('/')) name.pop_back();
    if (name == ".") name.clear();
    if (raw.starts_with('/') || (!name.empty() && !is_safe_relative(name)))
      return refuse(raw, "would be outside of the directory it is unpacked into");
    if (archive_entry_is_encrypted(entry)) return refuse(raw, "is encrypted");
    const auto type = archive_entry_filetype(entry);
    const char* hard_link = archive_entry_hardlink(entry);
    if (name.empty()) {
      if (type != AE_IFDIR || hard_link != nullptr) return refuse(raw, "has no name");
      return {};
    }
    HM_CHECK(make_parents(raw, name));
    const auto there = seen_.find(name);
    if (there != seen_.end()) {
      // Tools list directories again and again; anything else twice is somebody's trick.
      if (type == AE_IFDIR && hard_link == nullptr && there->second == NodeKind::Directory) return {};
      return refuse(raw, "is there twice");
    }
    if (hard_link != nullptr) return link(raw, name, hard_link);
    if (type == AE_IFDIR) return directory(name);
    if (type == AE_IFLNK) return symlink(raw, name, archive_entry_symlink(entry));
    if (type == AE_IFREG) return file(raw, name, (archive_entry_perm(entry) & 0100) != 0);
    return refuse(raw, "is neither a file nor a directory nor a link");
  }

  // Every directory on the way must be one that we made: then no link can have been planted there.
  Status make_parents(const std::string& raw, const std::string& name) {
    int depth = 0;
    for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
      if (++depth >= limits_.depth) return refuse(raw, "is nested too deeply");
      const std::string parent = name.substr(0, slash);
      const auto there = seen_.find(parent);
      if (there == seen_.end()) {
        HM_CHECK(directory(parent));
      } else if (there->second != NodeKind::Directory) {
        return refuse(raw, "is below something that is not a directory");
      }
    }
    return {};
  }

  Status directory(const std::string& name) {
    HM_CHECK(fs_.make_directory(At(into_, name), 0700));
    seen_.emplace(name, NodeKind::Directory);
    return {};
  }

  Status symlink(const std::string& raw, const std::string& name, const char* target) {
    if (target == nullptr || *target == '\0') return refuse(raw, "is a link to nothing");
    // Where it points does not matter: nothing is ever written or read through it here.
    HM_CHECK(fs_.make_symlink(target, At(into_, name)));
    seen_.emplace(name, NodeKind::Symlink);
    return {};
  }

  Status link(const std::string& raw, const std::string& name, std::string target) {
    while (target.starts_with("./")) target.erase(0, 2);
    const auto existing = seen_.find(target);
    if (existing == seen_.end() || existing->second != NodeKind::File)
      return refuse(raw, "is a hard link to something that is not a file of this archive");
    HM_CHECK(fs_.hard_link(At(into_, target), At(into_, name)));
    seen_.emplace(name, NodeKind::File);
    return {};
  }

  Status file(const std::string& raw, const std::string& name, bool executable) {
    // Create::New: on a file system that takes two names for one, the second ends the reading.
    HM_TRY(Fd fd, fs_.create(At(into_, name), Create::New, 0600));
    seen_.emplace(name, NodeKind::File);
    std::uint64_t written = 0;
    while (true) {
      const void* bytes = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int status = archive_read_data_block(reader_.get(), &bytes, &size, &offset);
      if (status == ARCHIVE_EOF) {
        // A sparse file may end with a hole.
        HM_CHECK(fill(fd, raw, written, static_cast<std::uint64_t>(std::max<la_int64_t>(offset, 0))));
        break;
      }
      if (status != ARCHIVE_OK) return complaint();
      if (offset < 0 || static_cast<std::uint64_t>(offset) < written)
        return refuse(raw, "has overlapping contents");
      HM_CHECK(fill(fd, raw, written, static_cast<std::uint64_t>(offset)));
      HM_CHECK(grow(raw, size));
      HM_CHECK(fs_.write(fd, std::string_view(static_cast<const char*>(bytes), size)));
      written += size;
    }
    HM_CHECK(fs_.set_mode(At(fd), executable ? 0700 : 0600));
    return fd.close();
  }

  Status fill(const Fd& fd, const std::string& raw, std::uint64_t& written, std::uint64_t until) {
    static const std::string kZeros(kBuffer, '\0');
    while (written < until) {
      const std::uint64_t piece = std::min<std::uint64_t>(until - written, kZeros.size());
      HM_CHECK(grow(raw, piece));
      HM_CHECK(fs_.write(fd, std::string_view(kZeros).substr(0, static_cast<std::size_t>(piece))));
      written += piece;
    }
    return {};
  }

  Status grow(const std::string& raw, std::uint64_t bytes) {
    total_ += bytes;
    if (total_ > limits_.bytes) return refuse(raw, "makes the archive larger than is allowed");
    if (total_ > limits_.free_bytes) {
      const auto packed =
          static_cast<std::uint64_t>(std::max<la_int64_t>(archive_filter_bytes(reader_.get(), -1), 1));
      if (total_ / packed > limits_.ratio)
        return refuse(raw, "unpacks to far more than any honest archive does");
    }
    return {};
  }

  Fs& fs_;
  const Fd& into_;
  const UnpackLimits& limits_;
  std::unique_ptr<archive, CloseArchive> reader_;
  std::map<std::string, NodeKind> seen_;
  std::uint64_t total_ = 0, count_ = 0;
  std::int64_t newest_ = 0;
};

}  // namespace

Status unpack_archive(Fs& fs, const At& archive, const Fd& into, const UnpackLimits& limits,
                      std::int64_t* newest_or_null) {
  Unpacker unpacker(fs, into, limits);
  HM_CHECK(unpacker.run(archive));
  if (newest_or_null) *newest_or_null = unpacker.newest();
  return {};
}

Result<std::string> only_directory(Fs& fs, const Fd& directory) {
  HM_TRY(const std::vector<NodeEntry> entries, fs.list(directory));
  if (entries.size() == 1 && entries[0].kind == NodeKind::Directory) return entries[0].name;
  return std::string();
}

}  // namespace hm
