// Reads manifest.json in one pass, without a tree of values: a manifest of 10,000 files is read at every
// switch.
#include "activate/manifest.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <nlohmann/json.hpp>

#include "store/fs.hpp"

namespace hm::activate {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kDeepest = 64;

// The parser's events, turned into the Manifest. The first thing that does not fit is remembered and the rest
// is still read: the document's version, which may come last, decides what the complaint is.
class Reader : public nlohmann::json_sax<Json> {
 public:
  explicit Reader(Manifest& manifest) : m_(manifest) {}

  bool null() override { return scalar("null"); }
  bool boolean(bool value) override {
    bool_ = value;
    return scalar("a boolean");
  }
  bool number_integer(number_integer_t) override { return scalar("a negative number"); }
  bool number_unsigned(number_unsigned_t value) override {
    number_ = value;
    return scalar("a number");
  }
  bool number_float(number_float_t, const string_t&) override { return scalar("a fraction"); }
  bool string(string_t& value) override {
    text_ = &value;
    return scalar("a string");
  }
  bool binary(binary_t&) override { return scalar("binary"); }
  bool key(string_t& value) override {
    keys_.back() = value;
    return true;
  }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    complain(fmt::format("byte {} is not JSON", position));
    return false;
  }

  std::uint64_t version = 0;
  bool has_files = false;
  std::string complaint;

 private:
  // "files[].target": list indices are left out, so that the path is a key of the table below.
  std::string where() const {
    std::string path;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (lists_[i]) {
        path += "[]";
      } else {
        if (!path.empty()) path += '.';
        path += keys_[i];
      }
    }
    return path;
  }

  void complain(std::string what) {
    if (complaint.empty()) complaint = std::move(what);
  }

  bool open(bool object) {
    if (keys_.size() >= kDeepest) {
      complain("nested too deeply");
      return false;
    }
    if (skipping_ == 0) enter(object);
    keys_.emplace_back();
    lists_.push_back(!object);
    if (skipping_ != 0) ++skipping_;
    return true;
  }

  bool close() {
    keys_.pop_back();
    lists_.pop_back();
    if (skipping_ != 0) --skipping_;
    if (skipping_ == 1) skipping_ = 0;
    return true;
  }

  // Decides what an object or list about to begin is for: an element of a known list, a known list, or to be
  // skipped. `skipping_` counts the open containers that are skipped, plus one.
  void enter(bool object) {
    if (keys_.empty()) {
      if (!object) complain("the document is not an object");
      return;
    }
    const bool element = lists_.back();
    if (keys_.size() == 1 && !element) {
      const std::string& key = keys_[0];
      const bool known_list = is_list(key);
      if (known_list != !object && (known_list || is_field(key))) {
        complain(fmt::format("'{}' has the wrong type", key));
      }
      if (known_list && !object && key == "files") has_files = true;
      if ((known_list && !object) || (key == "sessionVariables" && object)) return;
    } else if (keys_.size() == 2 && element && object) {
      const std::string& list = keys_[0];
      if (list == "files") return void(m_.files.emplace_back());
      if (list == "packages") return void(m_.packages.emplace_back());
      if (list == "activation") return void(m_.activation.emplace_back());
      if (list == "units") return void(m_.units.emplace_back());
      complain(fmt::format("'{}' has an element of the wrong type", list));
    } else if (keys_.size() == 2 && element) {
      complain(fmt::format("'{}' has an element of the wrong type", keys_[0]));
    } else if (keys_.size() >= 2 && is_known_inner()) {
      complain(fmt::format("'{}' has the wrong type", where()));
    }
    skipping_ = 1;
  }

  static bool is_list(std::string_view key) {
    static constexpr std::array<std::string_view, 7> lists = {
        "files", "packages", "activation", "units", "warnings", "specialisations", "activationPath"};
    return std::find(lists.begin(), lists.end(), key) != lists.end();
  }

  static bool is_field(std::string_view key) {
    return key == "version" || key == "username" || key == "homeDirectory" || key == "stateVersion" ||
           key == "startServices";
  }

  bool is_known_inner() {
    bool* flag = nullptr;
    return keys_[0] == "sessionVariables" || string_slot(flag) != nullptr || flag != nullptr;
  }

  // Where a string in the present place goes; nullptr where nothing is kept. Sets `flag` where a boolean
  // belongs.
  std::string* string_slot(bool*& flag) {
    if (keys_.size() == 1) return top_slot(keys_[0], flag);
    if (keys_.size() == 2 && keys_[0] == "sessionVariables" && !lists_[1])
      return &m_.session_variables[keys_[1]];
    if (keys_.size() == 2 && lists_[1]) {
      if (keys_[0] == "warnings") return &m_.warnings.emplace_back();
      if (keys_[0] == "specialisations") return &m_.specialisations.emplace_back();
      if (keys_[0] == "activationPath") return &m_.activation_path.emplace_back();
    }
    return keys_.size() == 3 && lists_[1] ? element_slot(keys_[0], keys_[2], flag) : nullptr;
  }

  std::string* top_slot(const std::string& key, bool*& flag) {
    if (key == "username") return &m_.username;
    if (key == "homeDirectory") return &m_.home_directory;
    if (key == "stateVersion") return &m_.state_version;
    if (key == "startServices") flag = &m_.start_services;
    return nullptr;
  }

  std::string* element_slot(const std::string& list, const std::string& key, bool*& flag) {
    if (list == "files" && !m_.files.empty()) {
      if (key == "target") return &m_.files.back().target;
      if (key == "content") return &m_.files.back().content;
      if (key == "onChange") return &m_.files.back().on_change;
      if (key == "force") flag = &m_.files.back().force;
    } else if (list == "packages" && !m_.packages.empty()) {
      PackageEntry& package = m_.packages.back();
      if (key == "name") return &package.name;
      if (key == "version") return &package.version;
      if (key == "path") return &package.path;
      if (key == "origin") return &package.origin;
      if (key == "program") return &package.program;
    } else if (list == "activation" && !m_.activation.empty()) {
      if (key == "name") return &m_.activation.back().name;
      if (key == "phase") return &phase_;
      if (key == "text") return &m_.activation.back().text;
    } else if (list == "units" && !m_.units.empty()) {
      if (key == "name") return &m_.units.back().name;
      if (key == "target") return &m_.units.back().target;
    }
    return nullptr;
  }

  void set_phase() {
    Phase& phase = m_.activation.back().phase;
    if (phase_ == "before") {
      phase = Phase::Before;
    } else if (phase_ == "link") {
      phase = Phase::Link;
    } else if (phase_ == "after") {
      phase = Phase::After;
    } else {
      complain(fmt::format("'{}' is not a phase", phase_));
    }
  }

  bool scalar(std::string_view what) {
    if (keys_.empty()) complain("the document is not an object");
    if (keys_.empty() || skipping_ != 0) return true;
    if (keys_.size() == 1 && keys_[0] == "version" && !lists_[0]) {
      if (what == "a number") {
        version = number_;
      } else {
        complain("'version' is not a number");
      }
      return true;
    }
    bool* flag = nullptr;
    std::string* slot = string_slot(flag);
    if (slot != nullptr) {
      // A program or version that is absent may be written as null.
      if (what == "null" && keys_.size() == 3 && keys_[0] == "packages") return true;
      if (what != "a string") {
        complain(fmt::format("'{}' is {}, a string was expected", where(), what));
      } else if (text_->find('\0') != std::string::npos) {
        complain(fmt::format("'{}' holds a NUL character", where()));
      } else {
        *slot = std::move(*text_);
        if (slot == &phase_) set_phase();
      }
    } else if (flag != nullptr) {
      if (what == "a boolean") {
        *flag = bool_;
      } else {
        complain(fmt::format("'{}' is {}, a boolean was expected", where(), what));
      }
    } else if (keys_.size() == 2 && lists_[1]) {
      complain(fmt::format("'{}' has an element of the wrong type", keys_[0]));
    } else if (keys_.size() == 1 && (is_list(keys_[0]) || keys_[0] == "sessionVariables")) {
      complain(fmt::format("'{}' is {}", keys_[0], what));
    }
    return true;
  }

  Manifest& m_;
  std::vector<std::string> keys_;  // per open container: the key last seen in it
  std::vector<bool> lists_;
  std::size_t skipping_ = 0;
  bool bool_ = false;
  std::uint64_t number_ = 0;
  std::string* text_ = nullptr;
  std::string phase_;
};

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : (lead & 0xf0) == 0xe0       ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

Error damaged(std::string what) {
  return fail(Code::StateDamaged, "the manifest cannot be used: {}", what);
}

// What one pass over the fields cannot see: whole entries, and entries among each other.
Status check(Manifest& m) {
  for (const ManagedFile& file : m.files) HM_CHECK(check_target(file.target));
  if (!std::is_sorted(m.files.begin(), m.files.end(),
                      [](const auto& a, const auto& b) { return path_order(a.target, b.target); })) {
    std::sort(m.files.begin(), m.files.end(),
              [](const auto& a, const auto& b) { return path_order(a.target, b.target); });
  }
  for (std::size_t i = 1; i < m.files.size(); ++i) {
    const std::string& before = m.files[i - 1].target;
    const std::string& after = m.files[i].target;
    if (before == after) return damaged(fmt::format("'{}' is a target twice", after));
    if (after.size() > before.size() && after[before.size()] == '/' && after.starts_with(before)) {
      return damaged(fmt::format("the target '{}' lies below the target '{}'", after, before));
    }
  }
  std::set<std::string_view> names;
  for (const ActivationEntry& entry : m.activation) {
    if (entry.name.empty()) return damaged("an activation entry has no name");
    if (!names.insert(entry.name).second)
      return damaged(fmt::format("activation entry '{}' stands twice", entry.name));
  }
  // Entries run in their order, so the phases must not go backwards.
  for (std::size_t i = 1; i < m.activation.size(); ++i) {
    if (m.activation[i].phase < m.activation[i - 1].phase) {
      return damaged(fmt::format("activation entry '{}' comes too late for its phase", m.activation[i].name));
    }
  }
  for (const UnitEntry& unit : m.units) {
    HM_CHECK(check_target(unit.target));
    if (unit.name.empty() || unit.name.find('/') != std::string::npos) {
      return damaged(fmt::format("'{}' is not a unit's name", unit.name));
    }
  }
  return {};
}

}  // namespace

std::optional<bool> same_by_mark(const ManagedFile& a, const ManagedFile& b) {
  if (a.content.empty() || b.content.empty()) return std::nullopt;
  if (a.content == b.content) return true;
  const bool files = a.content[0] == 'f' && b.content[0] == 'f';
  return files ? std::optional<bool>(false) : std::nullopt;
}

bool path_order(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  const auto [x, y] = std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin());
  if (x == a.begin() + static_cast<std::ptrdiff_t>(shorter)) return a.size() < b.size();
  if (*x == '/' || *y == '/') return *x == '/';
  return static_cast<unsigned char>(*x) < static_cast<unsigned char>(*y);
}

Status check_target(std::string_view target) {
  const auto refuse = [&](std::string_view why) -> Status {
    return damaged(fmt::format("the target '{}' {}", target, why));
  };
  if (target.empty()) return damaged("a target is empty");
  if (target.size() > 4000) return refuse("is longer than 4,000 bytes");
  if (!is_safe_relative(target)) return refuse("is not a path that stays inside the home");
  if (target[0] == '~') return refuse("begins with '~'");
  if (std::any_of(target.begin(), target.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; })) {
    return damaged("a target holds a control character");
  }
  if (!is_utf8(target)) return damaged("a target is not valid UTF-8");
  std::size_t start = 0;
  while (start <= target.size()) {
    const std::size_t slash = std::min(target.find('/', start), target.size());
    if (slash - start > 255) return refuse("has a component longer than 255 bytes");
    start = slash + 1;
  }
  return {};
}

Result<Manifest> parse_manifest(std::string_view json) {
  Manifest manifest;
  Reader reader(manifest);
  Json::sax_parse(json, &reader);
  if (reader.version > kManifestVersion) {
    return fail(Code::StateTooNew, "the manifest has version {}; this hm knows version {}", reader.version,
                kManifestVersion)
        .hint("use the hm that wrote it, or a newer one");
  }
  if (!reader.complaint.empty()) return damaged(std::move(reader.complaint));
  if (reader.version != kManifestVersion) return damaged("it has no version");
  // An empty home says so; one cut short must not read as empty, for a switch would take every file away.
  if (!reader.has_files) return damaged("it has no list of files");
  HM_CHECK(check(manifest));
  return manifest;
}

const ManagedFile* Manifest::find(std::string_view target) const {
  const auto at =
      std::lower_bound(files.begin(), files.end(), target,
                       [](const ManagedFile& f, std::string_view t) { return path_order(f.target, t); });
  return at != files.end() && at->target == target ? &*at : nullptr;
}

}  // namespace hm::activate
