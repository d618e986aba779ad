"""The office side: managers publish here, panels follow, windows call. A Django project that never loads Qt."""
