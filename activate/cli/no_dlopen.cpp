// In the static program nothing can be loaded at run time. SQLite (extensions) refers to the dl* functions all the
// same; with these in their place it gets its ordinary "not available" answer, and the C library's loader stays out.
#ifdef HM_STATIC

extern "C" {
void* dlopen(const char*, int);
void* dlsym(void*, const char*);
int dlclose(void*);
char* dlerror();

void* dlopen(const char*, int) { return nullptr; }
void* dlsym(void*, const char*) { return nullptr; }
int dlclose(void*) { return 0; }
char* dlerror() {
  static char text[] = "this program is linked statically and loads nothing";
  return text;
}
}

#endif
