#include "lang/base/nar.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace hm::nar {

namespace {

constexpr std::string_view kMagic = "nix-archive-1";
constexpr std::size_t kMaxName = 255;     // NAME_MAX of every file system hm writes to
constexpr std::size_t kMaxTarget = 4095;  // PATH_MAX without its zero
constexpr std::size_t kMaxKeyword = 16;

std::size_t padding_of(std::uint64_t size) {
  return static_cast<std::size_t>((8 - size % 8) % 8);
}

void append(std::string& out, std::uint64_t number) {
  for (int i = 0; i < 8; ++i) out += static_cast<char>(number >> (8 * i) & 255);
}

void append(std::string& out, std::string_view token) {
  append(out, static_cast<std::uint64_t>(token.size()));
  out += token;
  out.append(padding_of(token.size()), '\0');
}

// Fixed runs of tokens are joined once, so that a node costs one or two calls of the sink.
template <class... Tokens>
std::string joined(Tokens... tokens) {
  std::string out;
  (append(out, std::string_view(tokens)), ...);
  return out;
}

}  // namespace

void Writer::put(std::string_view token) {
  sink_(joined(token));
}

void Writer::put(std::uint64_t number) {
  std::string out;
  append(out, number);
  sink_(out);
}

void Writer::begin_archive() {
  assert(!root_open_);
  root_open_ = true;
  put(kMagic);
}

void Writer::begin_directory() {
  static const std::string tokens = joined("(", "type", "directory");
  sink_(tokens);
}

void Writer::end_directory() {
  put(")");
}

void Writer::begin_entry(std::string_view name) {
  static const std::string before = joined("entry", "(", "name");
  std::string out = before;
  append(out, name);
  append(out, "node");
  sink_(out);
}

void Writer::end_entry() {
  put(")");
}

void Writer::symlink(std::string_view target) {
  static const std::string before = joined("(", "type", "symlink", "target");
  std::string out = before;
  append(out, target);
  append(out, ")");
  sink_(out);
}

void Writer::begin_file(bool executable, std::uint64_t size) {
  static const std::string plain = joined("(", "type", "regular", "contents");
  static const std::string program = joined("(", "type", "regular", "executable", "", "contents");
  std::string out = executable ? program : plain;
  append(out, size);
  size_ = left_ = size;
  sink_(out);
}

void Writer::content(std::string_view bytes) {
  assert(bytes.size() <= left_);
  left_ -= bytes.size();
  if (!bytes.empty()) sink_(bytes);
}

void Writer::end_file() {
  assert(left_ == 0);
  std::string out(padding_of(size_), '\0');
  append(out, ")");
  sink_(out);
}

namespace {

// Takes the archive apart by recursive descent. Reads exactly the bytes of the archive and none beyond.
class Reader {
 public:
  Reader(const Source& source, Visitor& visitor) : source_(source), visitor_(visitor) {}

  Status archive() {
    HM_TRY(const std::string magic, token(kMaxKeyword));
    if (magic != kMagic) return bad("it does not begin with '{}'", kMagic);
    return node(0);
  }

 private:
  template <class... Args>
  Error bad(fmt::format_string<Args...> format, Args&&... args) const {
    return fail(Code::StateDamaged, "bad archive: {} (at byte {}{})",
                fmt::format(format, std::forward<Args>(args)...), offset_,
                path_.empty() ? "" : fmt::format(", in '{}'", path_));
  }

  Status bytes(char* to, std::size_t size) {
    for (std::size_t have = 0; have < size;) {
      HM_TRY(const std::size_t got, source_(to + have, size - have));
      if (got == 0) return bad("it ends too early");
      have += got;
      offset_ += got;
    }
    return {};
  }

  Result<std::uint64_t> number() {
    std::array<char, 8> raw{};
    HM_CHECK(bytes(raw.data(), raw.size()));
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<unsigned char>(raw[i]);
    return value;
  }

  Status padding(std::uint64_t size) {
    std::array<char, 8> raw{};
    const std::size_t count = padding_of(size);
    HM_CHECK(bytes(raw.data(), count));
    if (std::any_of(raw.begin(), raw.begin() + count, [](char c) { return c != 0; })) {
      return bad("padding that is not zero");
    }
    return {};
  }

  Result<std::string> token(std::size_t longest) {
    HM_TRY(const std::uint64_t size, number());
    if (size > longest) return bad("a token of {} bytes where at most {} can stand", size, longest);
    std::string text(static_cast<std::size_t>(size), '\0');
    HM_CHECK(bytes(text.data(), text.size()));
    HM_CHECK(padding(size));
    return text;
  }

  Status expect(std::string_view keyword) {
    HM_TRY(const std::string found, token(kMaxKeyword));
    if (found != keyword) return bad("expected '{}'", keyword);
    return {};
  }

  Status node(int depth) {
    if (depth >= kMaxDepth) return bad("directories are nested deeper than {}", kMaxDepth);
    HM_CHECK(expect("("));
    HM_CHECK(expect("type"));
    HM_TRY(const std::string type, token(kMaxKeyword));
    if (type == "regular") return file();
    if (type == "symlink") return symlink();
    if (type == "directory") return directory(depth);
    return bad("a node of unknown type");
  }

  Status file() {
    HM_TRY(std::string keyword, token(kMaxKeyword));
    const bool executable = keyword == "executable";
    if (executable) {
      HM_CHECK(expect(""));
      HM_TRY(keyword, token(kMaxKeyword));
    }
    if (keyword != "contents") return bad("expected 'contents'");
    HM_TRY(const std::uint64_t size, number());
    HM_CHECK(visitor_.file(path_, executable, size));
    HM_CHECK(contents(size));
    HM_CHECK(padding(size));
    return expect(")");
  }

  Status contents(std::uint64_t size) {
    std::array<char, 65536> buffer;
    for (std::uint64_t left = size; left > 0;) {
      HM_TRY(const std::size_t got,
             source_(buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()))));
      if (got == 0) return bad("it ends too early");
      offset_ += got;
      left -= got;
      HM_CHECK(visitor_.content({buffer.data(), got}));
    }
    return {};
  }

  Status symlink() {
    HM_CHECK(expect("target"));
    HM_TRY(const std::string target, token(kMaxTarget));
    if (target.empty() || target.find('\0') != std::string::npos)
      return bad("a symlink's target that cannot be");
    HM_CHECK(expect(")"));
    return visitor_.symlink(path_, target);
  }

  Status directory(int depth) {
    HM_CHECK(visitor_.directory(path_));
    std::string previous;
    for (;;) {
      HM_TRY(const std::string text, token(kMaxKeyword));
      const std::string_view keyword = text;  // gcc 12 warns wrongly of the inlined comparison of a string
      if (keyword == ")") return {};
      if (keyword != "entry") return bad("expected 'entry' or ')'");
      HM_CHECK(entry(depth, previous));
    }
  }

  Status entry(int depth, std::string& previous) {
    HM_CHECK(expect("("));
    HM_CHECK(expect("name"));
    HM_TRY(std::string name, token(kMaxName));
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos ||
        name.find('\0') != std::string::npos) {
      return bad("a file name that cannot be");
    }
    if (name <= previous) return bad("file names that are not in ascending order");
    HM_CHECK(expect("node"));
    const std::size_t outer = path_.size();
    if (!path_.empty()) path_ += '/';
    path_ += name;
    HM_CHECK(node(depth + 1));
    path_.resize(outer);
    previous = std::move(name);
    return expect(")");
  }

  const Source& source_;
  Visitor& visitor_;
  std::string path_;
  std::uint64_t offset_ = 0;
};

}  // namespace

Status read(const Source& source, Visitor& visitor) {
  return Reader(source, visitor).archive();
}

}  // namespace hm::nar
