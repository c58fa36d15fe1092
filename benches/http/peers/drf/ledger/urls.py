from django.urls import path

from . import views

urlpatterns = [
    path("readyz", views.ready),
    path("api/v1/activities", views.ActivityList.as_view()),
    path("api/v1/activities/<uuid:pk>", views.ActivityDetail.as_view()),
    path("api/v1/regions/<county>/figures", views.Figures.as_view()),
]
